package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How one revision of the workers follows another. Nothing here has a schema default. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.steps) || self.steps.all(i, step, i == 0 || self.steps[i - 1] < step)", fieldPath = ".steps", message = "rollout.steps must grow from step to step, such as [5, 50]; the last step, all partitions, is always there")
@ValidationRule(value = "!has(self.stepDuration) || duration(self.stepDuration) >= duration('1s')", fieldPath = ".stepDuration", message = "rollout.stepDuration must be at least 1s")
public record Rollout(
        @JsonPropertyDescription("Progressive: probe, then partition by partition with a look at the failures of each step. Immediate: all partitions as soon as the new pods are ready, without probe, steps and soak. Absent: Progressive.") Strategy strategy,
        @Size(max = 10) @JsonPropertyDescription("Share of the partitions in percent that a new revision gets in each step, rounded up; all of them follow as the last step. Absent: 5 and 50.") List<@Min(1) @Max(99) Long> steps,
        @DurationText @JsonPropertyDescription("How long a step is watched at least, such as 2m; five times as long where there is too little traffic to judge. Absent: 2m.") String stepDuration,
        @JsonPropertyDescription("Required: real messages are read by the new image beside the old one first, and compared. Disabled: no probe. Absent: Required.") Probe probe,
        @JsonPropertyDescription("Enabled: a new revision whose messages fail is taken back at once. Disabled: it stays where it is until a person decides. Absent: Enabled.") AutoRollback autoRollback,
        @JsonPropertyDescription("Set to true to hold a rollout where it is. Absent: false.") Boolean paused,
        @Size(max = 8) @Pattern("^[0-9a-f]{8}$") @JsonPropertyDescription("A revision of status.revisions to run, whatever worker.image says, until this field is cleared: it is put in place within seconds, without probe and steps. Absent: none.") String revision,
        @Min(1) @Max(10) @JsonPropertyDescription("Good revisions that are kept to go back to, besides the one that runs. Absent: 3.") Long revisionHistoryLimit) {

    public Rollout {
        steps = Absent.orEmpty(steps);
    }

    /** How one revision follows another. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Strategy {
        Progressive, Immediate,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Whether there is a probe. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Probe {
        Required, Disabled,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Whether something is done without a person. */
    @JsonDeserialize(using = Tolerant.class)
    public enum AutoRollback {
        Enabled, Disabled,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
