package dev.herald.e2e.drill;

import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * What the status of a ReplayJob says.
 *
 * @param counts by name
 */
record ReplayStatus(String name, String phase, Map<String, Object> counts, String message) {
    static ReplayStatus of(GenericKubernetesResource job) {
        return new ReplayStatus(job.getMetadata().getName(), text(job, "phase"),
                Objects.requireNonNullElse(job.get("status", "counts"), Map.of()), text(job, "message"));
    }

    long count(String name) {
        return counts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean isOver() {
        return phase.equals("Complete") || phase.equals("Failed");
    }

    /** All counts but {@code matched}, which they are to add up to. */
    long sum() {
        return counts.keySet().stream().filter(name -> !name.equals("matched")).mapToLong(this::count).sum();
    }

    private static String text(GenericKubernetesResource job, String member) {
        return Objects.requireNonNullElse(job.get("status", member), "").toString();
    }

    @Override
    public String toString() {
        return name + " is " + phase + ", " + counts + (message.isEmpty() ? "" : ": " + message);
    }
}
