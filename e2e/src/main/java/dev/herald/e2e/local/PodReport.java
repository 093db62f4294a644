package dev.herald.e2e.local;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;

/** Keeps the status of one pod, as a kubelet words it, and has it written. What is overtaken before it was written is never written. */
final class PodReport {
    private final Writes writes;
    private final Pod pod;
    private final String address;
    private final Supplier<String> now;
    private final String startTime;
    private final Consumer<PodReport> changed;
    private final Map<String, PodCondition> conditions = new HashMap<>();
    private final Map<String, ContainerStatus> containers = new LinkedHashMap<>();
    private volatile PodStatus status;

    /**
     * @param now the time, as Kubernetes writes it
     * @param changed has {@link #write} called soon, and again if that fails
     */
    PodReport(Writes writes, Pod pod, String address, Supplier<String> now, Consumer<PodReport> changed) {
        this.writes = writes;
        this.pod = pod;
        this.address = address;
        this.now = now;
        this.changed = changed;
        this.startTime = now.get();
        pod.getSpec()
                .getContainers()
                .forEach(container -> set(container, waiting("ContainerCreating", null), null, false, 0));
    }

    /** @param last how its run before this one ended; null: there was none */
    void waiting(Container container, String reason, String message, int restarts, ContainerState last) {
        set(container, waiting(reason, message), last, false, restarts);
        publish();
    }

    void running(Container container, boolean ready, int restarts, String startedAt) {
        set(container, new ContainerStateBuilder().withNewRunning(startedAt).build(), null, ready, restarts);
        publish();
    }

    /** It has ended, and is not started again. */
    void terminated(Container container, ContainerState state, int restarts) {
        set(container, state, null, false, restarts);
        publish();
    }

    /** The pod can never run: says why. */
    void failed(String message) {
        pod.getSpec()
                .getContainers()
                .forEach(container -> set(container, waiting("Impossible", message), null, false, 0));
        publish("Failed", message);
    }

    /** Writes the latest status. */
    void write() {
        writes.status(pod, null, status);
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder().withNewWaiting(message, reason).build();
    }

    private void set(Container container, ContainerState state, ContainerState last, boolean ready, int restarts) {
        containers.put(container.getName(), new ContainerStatusBuilder().withName(container.getName())
                .withImage(container.getImage())
                .withImageID(container.getImage())
                .withReady(ready)
                .withStarted(state.getRunning() != null)
                .withRestartCount(restarts)
                .withState(state)
                .withLastState(last)
                .build());
    }

    private String phase() {
        if (all(container -> container.getState().getTerminated() != null)) {
            return all(container -> container.getState().getTerminated().getExitCode() == 0) ? "Succeeded" : "Failed";
        }
        return all(container -> container.getState().getWaiting() != null && container.getLastState() == null)
                ? "Pending"
                : "Running";
    }

    private boolean all(Predicate<ContainerStatus> holds) {
        return containers.values().stream().allMatch(holds);
    }

    private void publish() {
        publish(phase(), null);
    }

    private void publish(String phase, String message) {
        boolean ready = all(ContainerStatus::getReady);
        status = new PodStatusBuilder().withPhase(phase)
                .withMessage(message)
                .withHostIP("127.0.0.1")
                .withPodIP(address)
                .withStartTime(startTime)
                .addNewPodIP(address)
                .withConditions(List.of(condition("PodScheduled", true), condition("Initialized", true),
                        condition("ContainersReady", ready),
                        condition("Ready", ready)))
                .withContainerStatuses(List.copyOf(containers.values()))
                .build();
        changed.accept(this);
    }

    private PodCondition condition(String type, boolean is) {
        var truth = is ? "True" : "False";
        return conditions.compute(type, (_, before) -> before != null && before.getStatus().equals(truth)
                ? before
                : new PodConditionBuilder().withType(type)
                        .withStatus(truth)
                        .withLastTransitionTime(now.get())
                        .build());
    }
}
