package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a NotificationPipeline is: a view that can be rebuilt from the cluster and the topics. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NotificationPipelineStatus(
        @Min(0) @JsonPropertyDescription("The metadata.generation that this status speaks of.") Long observedGeneration,
        @Size(max = 16) @JsonPropertyDescription("How the pipeline is, one entry for each type.") List<Condition> conditions,
        @Size(max = 63) @JsonPropertyDescription("The revision that runs: a hash of image, environment and what the workers are given.") String revision,
        @Size(max = 63) @JsonPropertyDescription("The format in which messages are written, such as json-v1.") String format,
        @Size(max = 32) @JsonPropertyDescription("Channels that are ready, of all the pipeline has, such as 3/4.") String channels,
        @Min(0) @JsonPropertyDescription("Messages accepted and not yet taken up, over all channels.") Long lag,
        @JsonPropertyDescription("When the oldest message still waiting for its first attempt was accepted. Absent: none waits.") Instant oldestMessageTime,
        @Min(0) @JsonPropertyDescription("Incidents that are open.") Long incidentsOpen,
        @Size(max = 20) @JsonPropertyDescription("The latest incidents; open ones are never left out for closed ones.") List<Incident> incidents,
        @JsonPropertyDescription("What was found where the log is.") EventLogStatus eventLog) {

    public NotificationPipelineStatus {
        conditions = Absent.orEmpty(conditions);
        incidents = Absent.orEmpty(incidents);
    }

    /** A rule that was crossed by a class of messages. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Incident(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Its name, such as i-7f3a9c; a ReplayJob may refer to it by incidentId.") String id,
            @Size(max = 36) @JsonPropertyDescription("The rule that was crossed.") String rule,
            @JsonPropertyDescription("What the rule measures.") FailurePolicy.Measure measure,
            @Size(max = 36) @JsonPropertyDescription("Key of the channel whose messages fail.") String channel,
            @JsonProperty("class") @Size(max = 10) @JsonPropertyDescription("What the failing messages have in common, such as attachments: \"true\". Empty: the whole channel.") Map<String, @Size(max = 256) String> classOfMessages,
            @JsonPropertyDescription("Open while messages fail, Closed once they no longer do.") State state,
            @JsonPropertyDescription("When the first message of this class failed.") Instant onset,
            @JsonPropertyDescription("When the rule was crossed.") Instant detected,
            @JsonPropertyDescription("When it was over. Absent: it is not.") Instant closed,
            @Min(0) @JsonPropertyDescription("Messages affected so far, counted by recipient.") Long affected,
            @Size(max = 253) @JsonPropertyDescription("The ReplayJob that was made for it. Absent: none.") String replayJob,
            @Size(max = 2048) @JsonPropertyDescription("What was measured, for people.") String message) {

        public Incident {
            classOfMessages = Absent.orEmpty(classOfMessages);
        }
    }

    /** Whether an incident is over. */
    @JsonDeserialize(using = Tolerant.class)
    public enum State {
        Open, Closed,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** The log as the status worker found it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record EventLogStatus(
            @Size(max = 64) @JsonPropertyDescription("Kafka's id of the topic; another id is another topic of the same name.") String topicId,
            @Min(0) @Max(100_000) @JsonPropertyDescription("Partitions the topic has.") Long partitions) {}
}
