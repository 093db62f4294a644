package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What a NotificationPipeline shall be. {@code ingest}, {@code failurePolicy} and {@code statusStream} are never null; {@code worker} and {@code delivery} may be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(value = "!has(self.delivery) || !has(self.delivery.timeToLive) || !has(self.eventLog.durability) || !has(self.eventLog.durability.retention)"
        + " || duration(self.delivery.timeToLive) < duration(self.eventLog.durability.retention)", fieldPath = ".delivery.timeToLive", message = "delivery.timeToLive must be shorter than eventLog.durability.retention (168h when not said), or the log forgets messages that are still to be sent")
public record NotificationPipelineSpec(
        @JsonPropertyDescription("Set to true to stop sending and replays in all channels of this pipeline; messages are still accepted and nothing is lost. Absent: false.") Boolean suspend,
        @Required @JsonPropertyDescription("The topic in Kafka that every message goes through, and what it promises.") EventLog eventLog,
        @Default("{}") @JsonPropertyDescription("The HTTP door, which takes messages as CloudEvents and puts them into the log.") Ingest ingest,
        @JsonPropertyDescription("How the pods of this pipeline run. A change of image or environment is a new revision, which is rolled out.") WorkerSettings worker,
        @JsonPropertyDescription("How many pods the senders of its channels have; a channel's own scaling goes before it, member by member. Absent, and in the channel too: spec.replicas of the Channel.") Scaling scaling,
        @JsonPropertyDescription("How often and how long a message is tried. A change acts within a minute and restarts nothing.") Delivery delivery,
        @JsonPropertyDescription("In which format messages are written.") Serializer serializer,
        @JsonPropertyDescription("How a new revision of the workers follows the one that runs.") Rollout rollout,
        @Default("{}") @JsonPropertyDescription("When failures become an incident, and what is done then.") FailurePolicy failurePolicy,
        @Default("{}") @JsonPropertyDescription("What becomes of messages, as events for others.") StatusStream statusStream) {

    public NotificationPipelineSpec {
        ingest = ingest == null ? new Ingest(null, null, null) : ingest;
        failurePolicy = failurePolicy == null ? new FailurePolicy(null, null, null) : failurePolicy;
        statusStream = statusStream == null ? new StatusStream(null, null) : statusStream;
    }
}
