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
        @Size(max = 63) @JsonPropertyDescription("The revision that runs: a hash of the workers' image and environment.") String revision,
        @Size(max = 63) @JsonPropertyDescription("The revision that is being rolled out. Absent: none.") String targetRevision,
        @Size(max = 24) @JsonPropertyDescription("The revisions that are known: what became of them, the newest first.") List<RevisionStatus> revisions,
        @JsonPropertyDescription("What the latest probe found: the image of a new revision read messages beside the one that serves.") ProbeStatus probe,
        @Size(max = 63) @JsonPropertyDescription("The format in which messages are written, such as json-v1.") String format,
        @Size(max = 63) @JsonPropertyDescription("The format that messages are to be written in. Absent: the one they are.") String targetFormat,
        @Size(max = 1024) @JsonPropertyDescription("Why messages are written in this format, for people.") String pin,
        @Size(max = 32) @JsonPropertyDescription("Channels that are ready, of all the pipeline has, such as 3/4.") String channels,
        @Min(0) @JsonPropertyDescription("Messages accepted and not yet taken up, over all channels.") Long lag,
        @JsonPropertyDescription("When the oldest message still waiting for its first attempt was accepted. Absent: none waits.") Instant oldestMessageTime,
        @Min(0) @JsonPropertyDescription("Incidents that are open.") Long incidentsOpen,
        @Size(max = 20) @JsonPropertyDescription("The latest incidents; open ones are never left out for closed ones.") List<Incident> incidents,
        @JsonPropertyDescription("What was found where the log is.") EventLogStatus eventLog) {

    public NotificationPipelineStatus {
        conditions = Absent.orEmpty(conditions);
        revisions = Absent.orEmpty(revisions);
        incidents = Absent.orEmpty(incidents);
    }

    /** A revision of the workers. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record RevisionStatus(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Its name; spec.rollout.revision may name it.") String revision,
            @Size(max = 512) @JsonPropertyDescription("Image of its workers.") String image,
            @JsonPropertyDescription("Probing, Ramping and Soaking while it is rolled out; Good once that is complete; Rejected when it was taken back or refused; Superseded when another was asked for first.") RevisionState state,
            @Min(0) @Max(100) @JsonPropertyDescription("Its share of the partitions in percent, in the channel where it has the least.") Long percent,
            @Size(max = 16) @JsonPropertyDescription("Formats of messages that its workers read.") List<@Size(max = 32) String> reads,
            @JsonPropertyDescription("When it came to this state.") Instant since,
            @Size(max = 2048) @JsonPropertyDescription("Where it is and why, for people.") String message) {

        public RevisionStatus {
            reads = Absent.orEmpty(reads);
        }
    }

    /** What a probe found: never content, never an address. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record ProbeStatus(
            @Size(max = 63) @JsonPropertyDescription("The revision that was probed, and the number of the probe.") String id,
            @JsonPropertyDescription("Passed: every sample was read and written alike. Failed: one was not. Inconclusive: it could not be told, and is tried again.") Verdict verdict,
            @Size(max = 50) @JsonPropertyDescription("What was sampled, by kind of message.") List<Stratum> strata,
            @Size(max = 20) @JsonPropertyDescription("Samples that differ, and where.") List<Difference> evidence,
            @Size(max = 2048) @JsonPropertyDescription("The result, for people.") String message,
            @JsonPropertyDescription("When it was found.") Instant at) {

        public ProbeStatus {
            strata = Absent.orEmpty(strata);
            evidence = Absent.orEmpty(evidence);
        }
    }

    /** How a probe ended. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Verdict {
        Passed, Failed, Inconclusive,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** A kind of messages in a probe. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Stratum(
            @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The kind, such as attachments=true.") String stratum,
            @Min(0) @JsonPropertyDescription("Samples from the log.") Long sampled,
            @Min(0) @JsonPropertyDescription("Samples that the worker brings along, where the log has none.") Long golden,
            @Min(0) @JsonPropertyDescription("Samples that the two images did not read or write alike.") Long different) {}

    /** A sample that the two images did not read or write alike. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Difference(
            @Size(max = 256) @JsonPropertyDescription("Topic, partition and offset, such as log/3@17, or golden/ and a name.") String where,
            @Size(max = 256) @JsonPropertyDescription("The kind of message.") String stratum,
            @Size(max = 256) @JsonPropertyDescription("The field, such as attachments[0].content; empty for the message as a whole.") String field,
            @Size(max = 512) @JsonPropertyDescription("What differs.") String difference) {}

    /** What became of a revision. */
    @JsonDeserialize(using = Tolerant.class)
    public enum RevisionState {
        Probing, Ramping, Soaking, Good, Rejected, Superseded,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
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
            @Size(max = 5) @JsonPropertyDescription("What was done about it, besides telling.") List<FailurePolicy.Action> actions,
            @Size(max = 253) @JsonPropertyDescription("The ReplayJob that was made for it. Absent: none.") String replayJob,
            @Size(max = 2048) @JsonPropertyDescription("What was measured, for people.") String message) {

        public Incident {
            classOfMessages = Absent.orEmpty(classOfMessages);
            actions = Absent.orEmpty(actions);
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
