package dev.herald.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** One change of the cluster, as data. Each may be repeated, and may be done by two operators at once, without harm. */
public sealed interface Write {
    /** What is changed; for deletes and patches, as it was observed. */
    HasMetadata object();

    /** Server-side apply of the whole object, which the operator then owns. */
    record Apply(HasMetadata object) implements Write {}

    /** Create what is never changed afterwards, or not by the operator. That it exists already is success. */
    record Create(HasMetadata object) implements Write {}

    /** Delete exactly this object, not a namesake made since. That it is gone already is success. */
    record Delete(HasMetadata object) implements Write {}

    /** Merge into exactly this object. That it is gone already is success. */
    record Patch(HasMetadata object, JsonNode merge) implements Write {}
}
