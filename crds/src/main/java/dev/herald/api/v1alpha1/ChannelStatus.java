package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.time.Instant;
import java.util.List;

/** What a Channel is: a view that can be rebuilt from the cluster and the topics. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ChannelStatus(
        @Min(0) @JsonPropertyDescription("The metadata.generation that this status speaks of.") Long observedGeneration,
        @Size(max = 16) @JsonPropertyDescription("How the channel is, one entry for each type.") List<Condition> conditions,
        @StatusReplicas @Min(0) @JsonPropertyDescription("Pods of the sender that exist.") Long replicas,
        @LabelSelector @Size(max = 1024) @JsonPropertyDescription("Selects the pods of the sender, for autoscalers.") String selector,
        @Size(max = 36) @JsonPropertyDescription("The provider that is used.") String provider,
        @Size(max = 63) @JsonPropertyDescription("The revision of the sender that has most of the partitions.") String revision,
        @Size(max = 63) @JsonPropertyDescription("The revision of the sender that is being rolled out. Absent: none.") String targetRevision,
        @Min(0) @Max(100) @JsonPropertyDescription("Share of the partitions, in percent, that the revision being rolled out has. Absent: none is.") Long targetPercent,
        @JsonPropertyDescription("How many pods there are to be, and why. Absent: spec.replicas says it, and no scaling.") ScalingStatus scaling,
        @Min(0) @JsonPropertyDescription("Messages for this channel that are accepted and not yet taken up.") Long lag,
        @JsonPropertyDescription("When the oldest message still waiting for its first attempt was accepted. Absent: none waits.") Instant oldestMessageTime,
        @Size(max = 256) @JsonPropertyDescription("The worst class of messages and its share of failures, such as attachments=true 37%. Absent: nothing fails.") String failing) {

    public ChannelStatus {
        conditions = Absent.orEmpty(conditions);
    }

    /** What was decided about pods. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ScalingStatus(
            @JsonPropertyDescription("Who decides: Auto, Fixed or External.") Scaling.Mode mode,
            @Min(0) @JsonPropertyDescription("Pods that there are to be, over all revisions.") Long desiredReplicas,
            @Size(max = 256) @JsonPropertyDescription("Why, such as 12: backlog 41,000 gone in 4m40s at 12 × 13/s.") String reason,
            @Size(max = 40) @JsonPropertyDescription("Until nothing waits, with these pods, such as 4m40s; 0s if nothing waits now. Absent: nobody knows, or never.") String catchUpTime) {}
}
