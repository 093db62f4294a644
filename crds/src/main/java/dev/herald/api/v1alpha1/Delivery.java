package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** How often and how long a message is tried. Nothing here has a schema default. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.backoffDelay) || !has(self.maxBackoff) || duration(self.backoffDelay) <= duration(self.maxBackoff)", fieldPath = ".backoffDelay", message = "delivery.backoffDelay must not be longer than delivery.maxBackoff")
@ValidationRule(value = "!has(self.timeToLive) || duration(self.timeToLive) > duration('0s')", fieldPath = ".timeToLive", message = "delivery.timeToLive must be longer than 0s")
public record Delivery(
        @Min(0) @Max(50) @JsonPropertyDescription("Attempts after the first one. Absent: 8. A refusal for good, such as an unknown mail address, is never tried again.") Long retry,
        @JsonPropertyDescription("How the wait grows from attempt to attempt: Exponential doubles it, Linear adds backoffDelay each time. Absent: Exponential.") BackoffPolicy backoffPolicy,
        @DurationText @JsonPropertyDescription("Wait before the second attempt, such as 5s. Absent: 5s.") String backoffDelay,
        @DurationText @JsonPropertyDescription("The longest wait between two attempts, such as 1h. Absent: 1h.") String maxBackoff,
        @DurationText @JsonPropertyDescription("How long after it was accepted a message is still tried, such as 72h; then it is listed as expired. Must be shorter than eventLog.durability.retention. Absent: 72h.") String timeToLive) {

    /** How the wait grows. */
    @JsonDeserialize(using = Tolerant.class)
    public enum BackoffPolicy {
        Exponential, Linear,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
