package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;

/** How far a ReplayJob is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ReplayJobStatus(
        @Min(0) @JsonPropertyDescription("The metadata.generation that this status speaks of.") Long observedGeneration,
        @Size(max = 16) @JsonPropertyDescription("How the replay is, one entry for each type.") List<Condition> conditions,
        @JsonPropertyDescription("Where it is, for people. Pending: not started yet. Waiting: for the incident to close. AwaitingApproval: it has selected, and a person has to set spec.approved. Running. Suspended: held by suspend. Complete or Failed: over.") Phase phase,
        @JsonPropertyDescription("What became of the messages; matched is the sum of the others.") Counts counts,
        @Min(0) @Max(100) @JsonPropertyDescription("Share of the matched messages that are decided, in percent.") Long percent,
        @Min(0) @JsonPropertyDescription("Messages decided in a second, of late.") Long rate,
        @JsonPropertyDescription("When it will be done, if it goes on like this. Absent: that cannot be told.") Instant eta,
        @Size(max = 256) @JsonPropertyDescription("What keeps it from going faster, for people: its rateLimit, the quota of the provider's account, its senders, suspension, an approval. Absent: nothing.") String whatHolds,
        @JsonPropertyDescription("What can no longer be sent. Absent: nothing.") Unrecoverable unrecoverable,
        @JsonPropertyDescription("When it started. From then on spec is immutable, but for suspend, approved, rateLimit and ttlAfterFinished.") Instant startTime,
        @JsonPropertyDescription("When it was over. Absent: it is not.") Instant completionTime,
        @Size(max = 253) @JsonPropertyDescription("The Job that selects and feeds the messages.") String jobName,
        @Size(max = 64) @JsonPropertyDescription("Hash of the spec; with namespace and name it identifies the replay, which runs once.") String specHash,
        @Size(max = 2048) @JsonPropertyDescription("What it does or waits for, for people.") String message) {

    /** Of a replay of which nothing has been said. */
    public static final ReplayJobStatus NONE = new ReplayJobStatus(null, null, null, null, null, null, null, null, null,
            null, null, null, null, null);

    public ReplayJobStatus {
        conditions = Absent.orEmpty(conditions);
    }

    /** Whether it has started and is not over. */
    @JsonIgnore
    public boolean isUnderWay() {
        return startTime != null && specHash != null && phase != Phase.Complete && phase != Phase.Failed;
    }

    /** Where a replay is. */
    @JsonDeserialize(using = Tolerant.class)
    public enum Phase {
        Pending, Waiting, AwaitingApproval, Running, Suspended, Complete, Failed,
        /** A value this version does not know. */
        @JsonIgnore
        Unrecognised
    }

    /** Messages by what became of them, counted by recipient and channel. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Counts(
            @Min(0) @JsonPropertyDescription("Messages the replay is about, counted by recipient and channel.") Long matched,
            @Min(0) @JsonPropertyDescription("Those that had been accepted by the time they were looked at.") Long alreadyAccepted,
            @Min(0) @JsonPropertyDescription("Those that had expired, or that the log no longer holds.") Long stale,
            @Min(0) @JsonPropertyDescription("Those the provider accepted.") Long sent,
            @Min(0) @JsonPropertyDescription("Those that failed again, which is final.") Long failed,
            @Min(0) @JsonPropertyDescription("Those of which nobody knows whether they arrived.") Long unknown,
            @Min(0) @JsonPropertyDescription("Those that another replay or a retry had already taken up, or that could not be decoded.") Long skipped,
            @Min(0) @JsonPropertyDescription("Those that are still to be decided.") Long remaining) {}

    /** Messages that can no longer be sent. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Unrecoverable(
            @Min(0) @JsonPropertyDescription("How many, counted by recipient and channel.") Long count,
            @Size(max = 1024) @JsonPropertyDescription("The command that lists them, each with the reason.") String where) {}
}
