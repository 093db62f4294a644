package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** When failures become an incident, and what is done then. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FailurePolicy(
        @Size(max = 20) @JsonPropertyDescription("Rules by name. Two are built in and always on: failed (more than 5 percent of at least 50 within 5m) and undecodable (any); a rule of the same name replaces one.") List<Rule> rules,
        @DurationText @JsonPropertyDescription("How long nothing may be measured before that is an alarm of its own, such as 3m. Absent: 3m.") String noDataFor,
        @Default("{}") @JsonPropertyDescription("What incidents may start.") Replay replay) {

    public FailurePolicy {
        rules = Absent.orEmpty(rules);
        replay = replay == null ? new Replay(null) : replay;
    }

    /** What is measured, and which level opens an incident. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "!has(self.clear) || !has(self.raise) || self.clear <= self.raise", fieldPath = ".clear", message = "clear must not be above raise, or an incident would close while it opens")
    @ValidationRule(value = "self.measure != 'FailedPercent' || !has(self.raise) || self.raise <= 100", fieldPath = ".raise", message = "raise is a percentage for FailedPercent: at most 100")
    @ValidationRule(value = "!has(self.window) || duration(self.window) >= duration('1s')", fieldPath = ".window", message = "window must be at least 1s")
    public record Rule(
            @Required @Size(min = 1, max = 36) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Name of the rule, unique in the pipeline; incidents carry it.") String name,
            @Required @JsonPropertyDescription("What is measured, by class of message. FailedPercent: messages whose latest attempt failed, for any reason but the recipient, of those decided. UndecodableCount: messages in the log that could not be read.") Measure measure,
            @DurationText @JsonPropertyDescription("How far back is looked, such as 5m. Absent: 5m.") String window,
            @Min(1) @Max(1_000_000) @JsonPropertyDescription("Messages that must have been decided within the window before the rule says anything. Absent: 50 for FailedPercent, 1 for UndecodableCount.") Long minimumCount,
            @Min(0) @Max(1_000_000) @JsonPropertyDescription("An incident opens when the measure is above this: a percentage for FailedPercent, else a number of messages. Absent: 5 for FailedPercent, 0 for UndecodableCount.") Long raise,
            @Min(0) @Max(1_000_000) @JsonPropertyDescription("The incident closes when the measure has been at most this for clearFor. Absent: 1 for FailedPercent, or raise if that is lower; 0 for UndecodableCount.") Long clear,
            @DurationText @JsonPropertyDescription("How long the measure must stay at or below clear, such as 30s. Absent: 30s.") String clearFor,
            @Size(max = 2) @JsonPropertyDescription("What an incident does. Alert: status, condition and Event. CreateReplayJob: also make one ReplayJob, which starts when the failure has gone. Absent or empty: both.") List<Action> actions) {

        public Rule {
            actions = Absent.orEmpty(actions);
        }
    }

    /** What a rule measures. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Measure {
        FailedPercent, UndecodableCount,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What an incident does. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Action {
        Alert, CreateReplayJob,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What incidents may start. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Replay(
            @Default("Always") @JsonPropertyDescription("Always, the default: an incident whose rule says CreateReplayJob makes one. Never: a person does.") Create create) {

        public Replay {
            create = create == null ? Create.Always : create;
        }
    }

    /** Whether the operator makes ReplayJobs. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Create {
        Always, Never,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
