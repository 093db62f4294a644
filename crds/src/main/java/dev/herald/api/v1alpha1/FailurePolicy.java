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
        @Size(max = 20) @JsonPropertyDescription("Rules by name. Three are built in and always on: failed (more than 5 percent of at least 50 within 5m), undecodable (any) and late (a message that has waited for more than 600 seconds); a rule of the same name replaces one.") List<Rule> rules,
        @DurationText @JsonPropertyDescription("How long nothing may be measured before that is an alarm of its own, such as 3m. Absent: 3m.") String noDataFor,
        @Default("{}") @JsonPropertyDescription("What incidents may start.") Replay replay) {

    public FailurePolicy {
        rules = Absent.orEmpty(rules);
        replay = replay == null ? new Replay(null, null, null, null) : replay;
    }

    /** What is measured, and which level opens an incident. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "!has(self.clear) || !has(self.raise) || self.clear <= self.raise", fieldPath = ".clear", message = "clear must not be above raise, or an incident would close while it opens")
    @ValidationRule(value = "self.measure != 'FailedPercent' || !has(self.raise) || self.raise <= 100", fieldPath = ".raise", message = "raise is a percentage for FailedPercent: at most 100")
    @ValidationRule(value = "self.measure != 'UnknownPercent' || !has(self.raise) || self.raise <= 100", fieldPath = ".raise", message = "raise is a percentage for UnknownPercent: at most 100")
    @ValidationRule(value = "self.measure != 'OldestMessageAge' || !has(self.actions) || !('CreateReplayJob' in self.actions)", fieldPath = ".actions", message = "CreateReplayJob does not go with OldestMessageAge: what waits has not failed")
    @ValidationRule(value = "self.measure != 'OldestMessageAge' || !has(self.groupBy)", fieldPath = ".groupBy", message = "groupBy does not go with OldestMessageAge: age is measured for the whole channel")
    @ValidationRule(value = "!has(self.window) || duration(self.window) >= duration('1s')", fieldPath = ".window", message = "window must be at least 1s")
    public record Rule(
            @Required @Size(min = 1, max = 36) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("Name of the rule, unique in the pipeline; incidents carry it.") String name,
            @Required @JsonPropertyDescription("What is measured, by class of message. FailedPercent: messages whose latest attempt failed, for any reason but the recipient, of those decided. UnknownPercent: messages of which nobody knows whether they arrived, of those decided. UndecodableCount: messages in the log that could not be read. OldestMessageAge: seconds that a message which was due has waited for its first attempt.") Measure measure,
            @DurationText @JsonPropertyDescription("How far back is looked, such as 5m. Absent: 5m.") String window,
            @Min(1) @Max(1_000_000) @JsonPropertyDescription("Messages that must have been decided within the window before the rule says anything. Absent: 50 for percentages, 1 for UndecodableCount; OldestMessageAge needs none.") Long minimumCount,
            @Min(0) @Max(1_000_000) @JsonPropertyDescription("An incident opens when the measure is above this: a percentage for FailedPercent and UnknownPercent, a number of messages for UndecodableCount, seconds for OldestMessageAge. Absent: 5 for percentages, 0 for UndecodableCount, 600 for OldestMessageAge.") Long raise,
            @Min(0) @Max(1_000_000) @JsonPropertyDescription("The incident closes when the measure has been at most this for clearFor. Absent: 1 for percentages, or raise if that is lower; 0 for UndecodableCount; half of raise for OldestMessageAge.") Long clear,
            @DurationText @JsonPropertyDescription("How long the measure must stay at or below clear, such as 30s. Absent: 30s.") String clearFor,
            @Size(max = 5) @JsonPropertyDescription("By which labels messages are told apart, beside the whole channel. Absent or empty: by all.") List<Label> groupBy,
            @Size(max = 5) @JsonPropertyDescription("What an incident does. Alert: status, condition and Event, which is always done. HaltRollout: a rollout under way goes no further while it is open. Rollback: a rollout whose own messages fail is taken back. SuspendChannel: spec.suspend of the channel is set, once; a person sets it to false again. CreateReplayJob: one ReplayJob is made, which starts when the failure has gone. What is not in the list is not done: a rule without Rollback takes no rollout back. Absent or empty: Alert, Rollback and CreateReplayJob for FailedPercent and UndecodableCount, else Alert.") List<Action> actions) {

        public Rule {
            groupBy = Absent.orEmpty(groupBy);
            actions = Absent.orEmpty(actions);
        }
    }

    /** What a rule measures. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Measure {
        FailedPercent, UnknownPercent, UndecodableCount, OldestMessageAge,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What tells messages apart. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Label {
        attachments, provider, tag, format, revision,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What an incident does. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Action {
        Alert, HaltRollout, Rollback, SuspendChannel, CreateReplayJob,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What incidents may start. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Replay(
            @Default("Always") @JsonPropertyDescription("Always, the default: an incident whose rule says CreateReplayJob makes one. Never: a person does.") Create create,
            @Default("Automatic") @JsonPropertyDescription("Automatic, the default: a replay goes on by itself once it has selected, up to maxAutomaticMessages. Manual: a person sets spec.approved of every ReplayJob of the pipeline.") Approval approval,
            @Min(0) @Max(10_000_000) @JsonPropertyDescription("A ReplayJob of the pipeline that has selected more messages than this waits for a person who sets its spec.approved. Absent: 10000.") Long maxAutomaticMessages,
            @DurationText @JsonPropertyDescription("The least time between two ReplayJobs that the operator makes for the same rule and channel; an incident that comes sooner gets its own later. Absent: 10m.") String cooldown) {

        public Replay {
            create = create == null ? Create.Always : create;
            approval = approval == null ? Approval.Automatic : approval;
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

    /** Whether a person has to say that a replay may send. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Approval {
        Automatic, Manual,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
