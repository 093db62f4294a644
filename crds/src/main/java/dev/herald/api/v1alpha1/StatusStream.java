package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;

/** What became of each message, for whoever wants to know: CloudEvents on a topic of its own. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.lagObjective) || duration(self.lagObjective) >= duration('1s')", fieldPath = ".lagObjective", message = "lagObjective must be at least 1s")
public record StatusStream(
        @Default("Enabled") @JsonPropertyDescription("Enabled, the default: what becomes of messages is published on the topic <groupPrefix>.status. Disabled: it is not.") Mode mode,
        @DurationText @JsonPropertyDescription("How late a status may be before the condition StatusCurrent says so, such as 60s. Absent: 60s.") String lagObjective) {

    public StatusStream {
        mode = mode == null ? Mode.Enabled : mode;
    }

    /** Whether it is published. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Mode {
        Enabled, Disabled,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
