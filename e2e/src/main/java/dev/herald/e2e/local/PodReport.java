package dev.herald.e2e.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
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
    }

    void waiting(String reason, String message, int restarts, ContainerState last) {
        var state = new ContainerStateBuilder().withNewWaiting(message, reason).build();
        set(last == null ? "Pending" : "Running", state, last, false, restarts, null);
    }

    void running(boolean ready, int restarts, String startedAt) {
        set("Running", new ContainerStateBuilder().withNewRunning(startedAt).build(), null, ready, restarts, null);
    }

    void terminated(ContainerState state, int code, int restarts) {
        set(code == 0 ? "Succeeded" : "Failed", state, null, false, restarts, null);
    }

    /** It can never run: says why. */
    void failed(String message) {
        set("Failed", new ContainerStateBuilder().withNewWaiting(message, "Impossible").build(), null, false, 0,
                message);
    }

    /** Writes the latest status. */
    void write() {
        writes.status(pod, null, status);
    }

    private void set(String phase, ContainerState state, ContainerState last, boolean ready, int restarts,
            String message) {
        var container = pod.getSpec().getContainers().getFirst();
        status = new PodStatusBuilder().withPhase(phase)
                .withMessage(message)
                .withHostIP("127.0.0.1")
                .withPodIP(address)
                .withStartTime(startTime)
                .addNewPodIP(address)
                .withConditions(List.of(condition("PodScheduled", true), condition("Initialized", true),
                        condition("ContainersReady", ready),
                        condition("Ready", ready)))
                .withContainerStatuses(new ContainerStatusBuilder().withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID(container.getImage())
                        .withReady(ready)
                        .withStarted(state.getRunning() != null)
                        .withRestartCount(restarts)
                        .withState(state)
                        .withLastState(last)
                        .build())
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
