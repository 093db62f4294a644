package dev.herald.operator.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;

/** The pipeline that a channel or a replay names; it is known even if the rest of the resource cannot be read. */
public final class PipelineName {
    private PipelineName() {
    }

    /** The name, if there is one. */
    public static Optional<String> of(CustomResource<JsonNode, JsonNode> resource) {
        JsonNode name = resource.getSpec() == null ? null : resource.getSpec().at("/pipelineRef/name");
        return name != null && name.isTextual() ? Optional.of(name.textValue()) : Optional.empty();
    }
}
