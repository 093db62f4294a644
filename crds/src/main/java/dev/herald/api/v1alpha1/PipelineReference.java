package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A NotificationPipeline in the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PipelineReference(
        @Required @Size(min = 1, max = 36) @JsonPropertyDescription("Name of a NotificationPipeline in the same namespace.") String name) {}
