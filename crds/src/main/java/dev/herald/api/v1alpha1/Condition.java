package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** A condition as Kubernetes defines it (metav1.Condition). Types are {@link dev.herald.api.ConditionType}, reasons {@link dev.herald.api.Reason}. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Required @Size(min = 1, max = 316) @JsonPropertyDescription("What is said, such as Ready.") String type,
        @Required @JsonPropertyDescription("True, False, or Unknown when it cannot be told.") Status status,
        @Min(0) @JsonPropertyDescription("The metadata.generation that this speaks of; below the current one it is out of date.") Long observedGeneration,
        @Required @JsonPropertyDescription("When the status last changed.") Instant lastTransitionTime,
        @Required @Size(min = 1, max = 1024) @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$") @JsonPropertyDescription("Why, in one word that programs may rely on.") String reason,
        @Required @Size(max = 32768) @JsonPropertyDescription("Why, for people, and what to do.") String message) {

    /** Whether the condition holds. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Status {
        True, False, Unknown,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
