package dev.herald.e2e.playground;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;

/** What is not as it should be, in the words of the cluster: what a person would look for with kubectl. */
final class Complaints {
    private static final List<String> KINDS = List.of("NotificationPipeline", "Channel", "ReplayJob");

    private final KubernetesClient client;
    private final String namespace;

    Complaints(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    List<String> lines() {
        var resources = KINDS.stream()
                .flatMap(kind -> client.genericKubernetesResources("herald.dev/v1alpha1", kind)
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream())
                .toList();
        var lines = new ArrayList<String>();
        resources.forEach(resource -> conditions(resource).stream()
                .filter(Complaints::isBad)
                .map(condition -> name(resource) + ": " + condition.get("reason") + ": " + condition.get("message"))
                .distinct()
                .forEach(lines::add));
        if (lines.isEmpty()) {
            resources.stream()
                    .filter(resource -> conditions(resource).isEmpty())
                    .forEach(resource -> lines.add(name(resource) + ": the operator has not looked at it"));
        }
        client.pods()
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !Readiness.isPodReady(pod)
                        && (pod.getStatus() == null || !"Succeeded".equals(pod.getStatus().getPhase())))
                .forEach(pod -> lines.add("Pod " + pod.getMetadata().getName() + " is not ready" + waiting(pod)));
        return lines;
    }

    /** Such as an image that cannot be pulled. */
    private static String waiting(Pod pod) {
        return pod.getStatus() == null
                ? ""
                : pod.getStatus()
                        .getContainerStatuses()
                        .stream()
                        .map(container -> container.getState().getWaiting())
                        .filter(Objects::nonNull)
                        .map(why -> ": " + why.getReason() + (why.getMessage() == null ? "" : ": " + why.getMessage()))
                        .collect(joining());
    }

    private static boolean isBad(Map<String, Object> condition) {
        return condition.get("type").equals("Ready") && !condition.get("status").equals("True")
                || condition.get("type").equals("Stalled") && condition.get("status").equals("True");
    }

    private static List<Map<String, Object>> conditions(GenericKubernetesResource resource) {
        List<Map<String, Object>> conditions = resource.get("status", "conditions");
        return conditions == null ? List.of() : conditions;
    }

    private static String name(GenericKubernetesResource resource) {
        return resource.getKind() + " " + resource.getMetadata().getName();
    }
}
