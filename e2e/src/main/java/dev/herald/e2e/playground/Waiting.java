package dev.herald.e2e.playground;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;

/** Waits for what is to become of a playground; in vain, it says for what. */
public final class Waiting {
    private static final Duration READY = Duration.ofSeconds(180);

    private final Playground playground;

    /** On that playground. */
    public Waiting(Playground playground) {
        this.playground = playground;
    }

    /**
     * Waits, but not for an operator that is gone.
     *
     * @param what is waited for, to be said
     * @param wait ends with a timeout of its own, after the same time
     * @throws IllegalStateException when it does not come
     */
    public <T> T await(String what, Duration atMost, Callable<T> wait) {
        var result = new CompletableFuture<T>();
        playground.broken()
                .thenAccept(why -> result.completeExceptionally(new IllegalStateException(why)));
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(wait.call());
            } catch (KubernetesClientTimeoutException | TimeoutException e) {
                result.completeExceptionally(
                        new IllegalStateException("waited " + atMost.toSeconds() + " s for " + what, e));
            } catch (Exception e) {
                result.completeExceptionally(
                        new IllegalStateException("waited for " + what + ": " + e.getMessage(), e));
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    /**
     * Returns a custom resource of Herald's once it is as it should be.
     *
     * @param what is waited for, to be said
     * @throws IllegalStateException when that does not come
     */
    public GenericKubernetesResource resource(String kind, String name, String what, Duration atMost,
            Predicate<GenericKubernetesResource> holds) {
        return await(what, atMost,
                () -> playground.client()
                        .genericKubernetesResources("herald.dev/v1alpha1", kind)
                        .inNamespace(playground.namespace())
                        .withName(name)
                        .waitUntilCondition(is -> is != null && holds.test(is), atMost.toMillis(),
                                TimeUnit.MILLISECONDS));
    }

    /** What needs a person is told at once, not waited for; a channel that was seen before its pipeline needs none. */
    public void ready(HasMetadata object) {
        var name = object.getKind() + " " + object.getMetadata().getName();
        var settled = resource(object.getKind(), object.getMetadata().getName(), name + " to be Ready", READY,
                is -> holds(is, "Ready") || needsAPerson(is));
        if (needsAPerson(settled)) {
            throw new IllegalStateException(name + " needs a person");
        }
    }

    /** Whether it is one of Herald's own resources. */
    public static boolean isHeralds(HasMetadata object) {
        return object.getApiVersion().startsWith("herald.dev/");
    }

    /** The workers there are, to be shown; those that are not ready have dots. */
    public String workers() {
        return playground.client()
                .pods()
                .inNamespace(playground.namespace())
                .withLabel("app.kubernetes.io/managed-by", "herald")
                .list()
                .getItems()
                .stream()
                .map(Waiting::worker)
                .sorted()
                .collect(joining(", "));
    }

    private static String worker(Pod pod) {
        var labels = Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
        var channel = labels.get("herald.dev/channel");
        var name = channel == null
                ? labels.getOrDefault("herald.dev/role", pod.getMetadata().getName())
                : channel + " sender";
        boolean ready = pod.getStatus() != null
                && pod.getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(is -> is.getType().equals("Ready") && is.getStatus().equals("True"));
        return ready ? name : name + "…";
    }

    private static boolean holds(GenericKubernetesResource resource, String type) {
        return trueOnes(resource).anyMatch(condition -> type.equals(condition.get("type")));
    }

    private static boolean needsAPerson(GenericKubernetesResource resource) {
        return trueOnes(resource).anyMatch(condition -> "Stalled".equals(condition.get("type"))
                && !"PipelineNotFound".equals(condition.get("reason")));
    }

    private static Stream<Map<String, Object>> trueOnes(GenericKubernetesResource resource) {
        List<Map<String, Object>> conditions = resource.get("status", "conditions");
        return conditions == null
                ? Stream.of()
                : conditions.stream().filter(condition -> "True".equals(condition.get("status")));
    }
}
