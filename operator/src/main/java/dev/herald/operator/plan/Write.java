package dev.herald.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;

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
    record Patch(HasMetadata object, JsonNode merge) implements Write {
        /**
         * Into this version of a resource, or not at all: what was not seen yet may be somebody else's word.
         *
         * @param spec
         *            what is merged into its spec
         * @param annotations
         *            what is merged into its annotations
         */
        public static Patch onVersion(Subject subject, String resourceVersion, JsonNode spec,
                Map<String, String> annotations) {
            GenericKubernetesResource resource = new GenericKubernetesResource();
            resource.setApiVersion(subject.apiVersion());
            resource.setKind(subject.kind());
            resource.setMetadata(new ObjectMetaBuilder().withNamespace(subject.namespace())
                    .withName(subject.name())
                    .withUid(subject.uid())
                    .build());
            ObjectNode merge = Json.object();
            merge.set("spec", spec);
            ObjectNode meta = merge.putObject("metadata");
            annotations.forEach((name, value) -> meta.withObject("/annotations").put(name, value));
            meta.put("resourceVersion", resourceVersion);
            return new Patch(resource, merge);
        }
    }
}
