package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Secret in the same namespace. It is mounted into the pods that need it; the operator never reads it. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretReference(
        @Required @Size(min = 1, max = 253) @Pattern("^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Name of a Secret in the same namespace. It need not exist yet, and a change of it is taken up without a restart.") String name) {}
