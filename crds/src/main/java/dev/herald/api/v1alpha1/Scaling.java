package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** How many pods a channel's sender has. A pipeline's is that of all its channels; what a channel says itself goes before it, member by member. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas", fieldPath = ".minReplicas", message = "minReplicas must not be above maxReplicas")
@ValidationRule(value = "!has(self.targetCatchUp) || duration(self.targetCatchUp) >= duration('10s')", fieldPath = ".targetCatchUp", message = "targetCatchUp must be at least 10s: a new pod needs as long to be of use")
@ValidationRule(value = "!has(self.maxMessageAge) || duration(self.maxMessageAge) >= duration('10s')", fieldPath = ".maxMessageAge", message = "maxMessageAge must be at least 10s: a new pod needs as long to be of use")
public record Scaling(
        @JsonPropertyDescription("Auto: the operator decides, from what is measured. Fixed: spec.replicas of the Channel. External: spec.replicas, too, which an HPA or KEDA writes through the Channel's /scale. Absent: Auto.") Mode mode,
        @Min(0) @Max(1000) @JsonPropertyDescription("Never fewer pods in mode Auto; 0 lets an idle channel have none. Absent: 1.") Long minReplicas,
        @Min(1) @Max(1000) @JsonPropertyDescription("Never more pods in mode Auto. Absent: as many as the log has partitions, which are the most in any case.") Long maxReplicas,
        @DurationText @JsonPropertyDescription("Within which a backlog is to be gone, such as 5m. Absent: 5m.") String targetCatchUp,
        @DurationText @JsonPropertyDescription("Age that no message should reach before its first attempt, such as 2m. Absent: 2m.") String maxMessageAge,
        @JsonPropertyDescription("How fast pods may come and go, with the meaning that it has in a HorizontalPodAutoscaler. Absent: up at once, down one step at a time when fewer have been enough for 2m.") Behavior behavior) {

    /** Who decides. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Mode {
        Auto, Fixed, External,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** How fast pods may come and go. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Behavior(@JsonPropertyDescription("On the way up. Absent: at once.") Rules scaleUp,
            @JsonPropertyDescription("On the way down. Absent: a window of 120 seconds.") Rules scaleDown) {}

    /** How fast, in one direction. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Rules(
            @Min(0) @Max(3600) @JsonPropertyDescription("Seconds over which the most cautious recommendation counts. Absent: 0 on the way up, 120 on the way down.") Long stabilizationWindowSeconds,
            @JsonPropertyDescription("Which policy counts if there are several: Max, that which allows most; Min, that which allows least. Disabled: pods never go this way. Absent: Max.") Select selectPolicy,
            @Size(max = 10) @JsonPropertyDescription("How many pods within which time. Absent or empty: as many as are needed on the way up, one step at a time on the way down.") List<Policy> policies) {

        public Rules {
            policies = Absent.orEmpty(policies);
        }
    }

    /** Which of several policies counts. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Select {
        Max, Min, Disabled,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** How many pods within which time. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Policy(
            @Required @JsonPropertyDescription("Pods, or Percent of the pods at the begin of the period.") Unit type,
            @Required @Min(1) @Max(10_000) @JsonPropertyDescription("How many, or how many percent.") Long value,
            @Required @Min(1) @Max(1800) @JsonPropertyDescription("Seconds within which all changes together stay below the value.") Long periodSeconds) {}

    /** What a policy counts in. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Unit {
        Pods, Percent,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
