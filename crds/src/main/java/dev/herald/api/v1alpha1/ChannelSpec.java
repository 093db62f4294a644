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
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.time.Instant;
import java.util.List;

/** What a Channel shall be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "self.pipelineRef.name == oldSelf.pipelineRef.name", fieldPath = ".pipelineRef", message = "pipelineRef is immutable: make another Channel for another pipeline")
@ValidationRule(value = "self.type == oldSelf.type", fieldPath = ".type", message = "type is immutable: make another Channel for another type")
@ValidationRule(value = "has(self.key) == has(oldSelf.key) && (!has(self.key) || self.key == oldSelf.key)", fieldPath = ".key", message = "key is immutable: what has been sent is recorded under it")
@ValidationRule(value = "self.type != 'Email' || self.providers.all(provider, has(provider.smtp))", fieldPath = ".providers", message = "a provider of a Channel of type Email needs smtp")
@ValidationRule(value = "self.type != 'Webhook' || self.providers.all(provider, has(provider.webhook))", fieldPath = ".providers", message = "a provider of a Channel of type Webhook needs webhook")
public record ChannelSpec(
        @Required @JsonPropertyDescription("The pipeline whose messages this channel sends. Immutable.") PipelineReference pipelineRef,
        @Required @JsonPropertyDescription("Email or Webhook. Immutable.") Type type,
        @Size(min = 1, max = 36) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("What messages address, and what the channel's topics are named after; unique in the pipeline. Absent: metadata.name. Immutable.") String key,
        @Default("{}") @JsonPropertyDescription("Where in the log a channel begins that has never sent anything. Later it goes on where it was.") StartFrom startFrom,
        @Required @Size(min = 1, max = 1) @JsonPropertyDescription("Who delivers the messages; in this version exactly one.") List<Provider> providers,
        @SpecReplicas @Min(0) @Max(1000) @JsonPropertyDescription("Pods of the sender; more than the log has partitions are idle. Absent: 1. kubectl scale writes it. In scaling.mode Auto the operator decides instead, in External an autoscaler writes it.") Long replicas,
        @JsonPropertyDescription("How many pods the sender has, and who decides. Absent, and in the pipeline too: spec.replicas.") Scaling scaling,
        @Default("Resend") @JsonPropertyDescription("What happens to a message of which nobody knows whether it arrived, such as after the loss of a node. Resend, the default: it is sent again with the same id and counted as a possible duplicate. Park: it is listed and left to a ReplayJob.") OnUnknown onUnknown,
        @Min(1) @Max(100) @JsonPropertyDescription("How much of what the senders can do at once a replay may use while other messages wait, in percent; when none waits it may use all. Absent: 25. A change acts within seconds.") Long replaySharePercent,
        @JsonPropertyDescription("Set to true to stop sending and replays in this channel; nothing is lost. Absent: false.") Boolean suspend) {

    public ChannelSpec {
        startFrom = startFrom == null ? new StartFrom(null, null) : startFrom;
        providers = Absent.orEmpty(providers);
        onUnknown = onUnknown == null ? OnUnknown.Resend : onUnknown;
    }

    /** How a channel sends. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Type {
        Email, Webhook,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** What happens to a message whose outcome nobody knows. */
    @JsonDeserialize(using = Tolerant.class)
    public enum OnUnknown {
        Resend, Park,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Where a new channel begins. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @ValidationRule(value = "(has(self.position) && self.position == 'Time') == has(self.time)", fieldPath = ".time", message = "startFrom.time must be said for position Time, and only then")
    public record StartFrom(
            @Default("Created") @JsonPropertyDescription("Created, the default: messages accepted since the Channel was created. Earliest: all that the log still holds. Time: messages accepted since startFrom.time.") Position position,
            @JsonPropertyDescription("For position Time: messages accepted from this time on are sent, such as 2026-11-23T08:00:00Z.") Instant time) {

        public StartFrom {
            position = position == null ? Position.Created : position;
        }
    }

    /** A place in the log. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Position {
        Created, Earliest, Time,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }
}
