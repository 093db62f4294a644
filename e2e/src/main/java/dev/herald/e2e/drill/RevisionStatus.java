package dev.herald.e2e.drill;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/**
 * An entry of {@code .status.revisions} of a pipeline.
 *
 * @param percent of the partitions, that its senders have; 0: none, or not said
 */
record RevisionStatus(String revision, String image, String state, int percent, String message) {
    /** Those of a pipeline, in the order of its status. */
    static List<RevisionStatus> of(GenericKubernetesResource pipeline) {
        List<Map<String, Object>> revisions = pipeline.get("status", "revisions");
        return revisions == null ? List.of() : revisions.stream().map(RevisionStatus::read).toList();
    }

    private static RevisionStatus read(Map<String, Object> entry) {
        return new RevisionStatus(text(entry, "revision"), text(entry, "image"), text(entry, "state"),
                entry.get("percent") instanceof Number percent ? percent.intValue() : 0, text(entry, "message"));
    }

    private static String text(Map<String, Object> entry, String member) {
        return Objects.requireNonNullElse(entry.get(member), "").toString();
    }

    @Override
    public String toString() {
        return image + " is " + state + (percent > 0 ? " " + percent + " %" : "")
                + (message.isEmpty() ? "" : " (" + message + ")");
    }
}
