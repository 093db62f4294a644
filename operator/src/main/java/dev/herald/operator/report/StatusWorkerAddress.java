package dev.herald.operator.report;

import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Role;
import dev.herald.operator.worker.WorkerPod;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a pipeline's status worker answers: at the address of its pod, so that a report comes from the pod whose readiness was seen. */
public final class StatusWorkerAddress {
    private StatusWorkerAddress() {
    }

    /** The address of the best of a pipeline's pods: a ready one rather than another, the newest of them. */
    public static Optional<URI> of(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> Labels.isOf(pod, Role.status) && pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null
                        && !pod.getStatus().getPodIP().isBlank())
                .max(Comparator.comparing(StatusWorkerAddress::isReady)
                        .thenComparing(pod -> Optional.ofNullable(pod.getMetadata().getCreationTimestamp()).orElse(""))
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .map(pod -> pod.getStatus().getPodIP())
                .map(ip -> URI
                        .create("http://%s:%d".formatted(ip.contains(":") ? "[" + ip + "]" : ip, WorkerPod.PORT)));
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions() != null
                && pod.getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(condition -> "Ready".equals(condition.getType())
                                && "True".equals(condition.getStatus()));
    }
}
