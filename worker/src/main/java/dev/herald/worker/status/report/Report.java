package dev.herald.worker.status.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.control.Heartbeat.Credentials;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import dev.herald.worker.status.rules.Share;

/**
 * All that the operator learns of a pipeline (docs/formats.md, "The report"; an example is docs/report.example.json).
 *
 * @param instance
 *            of this status worker: sequences of two instances cannot be compared
 * @param channels
 *            by key
 * @param leftOut
 *            how much did not fit
 */
@JsonPropertyOrder({"v", "instance", "sequence", "at", "revision", "log", "channels", "unaddressed", "workers",
        "incidents", "replays", "leftOut"})
public record Report(int v, String instance, long sequence, Instant at, String revision, Log log,
        Map<String, Channel> channels, Unaddressed unaddressed, List<Worker> workers, List<IncidentEntry> incidents,
        List<Replay> replays, LeftOut leftOut) {

    public static final int VERSION = 1;

    /** A report that has no number yet, and from which nothing was left out. */
    public static Report of(String instance, Instant at, String revision, Log log, Map<String, Channel> channels,
            Unaddressed unaddressed, List<Worker> workers, List<Incident> incidents, List<Replay> replays) {
        return new Report(VERSION, instance, 0, at, revision, log, channels, unaddressed, workers,
                incidents.stream().map(ReportFormat::entry).toList(), replays, LeftOut.NOTHING);
    }

    /**
     * What is known of the topics.
     *
     * @param message
     *            for people; empty when all is well
     * @param commands
     *            what to run to put it right
     */
    public record Log(State state, String message, List<String> commands, String clusterId, String topicId,
            int partitions, Durable durable) {

        /** What the topics are like. */
        public enum State {
            Ready, Missing, Misconfigured, Unreachable
        }
    }

    /**
     * Whether the log keeps its promise when a broker is lost.
     *
     * @param status
     *            {@code True}, {@code False} or {@code Unknown}
     */
    public record Durable(String status, String reason, String message) {}

    /**
     * One channel.
     *
     * @param lag
     *            messages addressed to it and not yet taken in
     * @param pending
     *            units that wait for a retry or a due time
     * @param oldest
     *            accept time of the oldest not yet attempted; null when there is none
     * @param owned
     *            partitions that a sender owns
     * @param measured
     *            whether the figures are those of now
     * @param lastDecision
     *            when the last outcome was appended; null when none was seen
     * @param credentials
     *            the worst that a sender says of them; null while none reports
     */
    public record Channel(long lag, long pending, Instant oldest, int owned, boolean measured, Instant lastDecision,
            Totals totals, List<Failing> failing, Credentials credentials) {}

    /** Units since the start of the ledger that was read; {@code arrived} counts messages of the log. */
    public record Totals(long arrived, long accepted, long failed, long unknown, long undecodable) {}

    /** A class of messages that fails. */
    @JsonPropertyOrder({"class", "percent", "failed", "decided"})
    public record Failing(@JsonProperty("class") Map<String, String> of, int percent, long failed, long decided) {
        /** From the rules' figures. */
        public static Failing of(Share share) {
            return new Failing(share.of().labels(), share.percent(), share.bad(), share.decided());
        }
    }

    /**
     * Messages that address no channel.
     *
     * @param keys
     *            that name no channel, some of them
     */
    public record Unaddressed(long count, List<String> keys) {}

    /** A worker by its last heartbeat. */
    public record Worker(String name, String role, String channel, String revision, Instant at) {}

    /** An incident as it stands here and on the control topic. */
    @JsonPropertyOrder({"id", "rule", "measure", "channel", "class", "state", "onset", "detected", "closed", "affected",
            "actions", "message"})
    public record IncidentEntry(String id, String rule, Measure measure, String channel,
            @JsonProperty("class") Map<String, String> of, State state, Instant onset, Instant detected, Instant closed,
            long affected, List<Action> actions, String message) {

        /** Whether it goes on. */
        public enum State {
            Open, Closed
        }

        /** The class as the rules know it. */
        public MessageClass messageClass() {
            return MessageClass.of(of);
        }
    }

    /** A replay by its record on the control topic. */
    public record Replay(String job, String phase, Map<String, Long> counts, String message, Instant startedAt,
            Instant finishedAt, Instant at) {}

    /** How many entries did not fit. */
    public record LeftOut(int failing, int incidents, int workers, int replays) {
        static final LeftOut NOTHING = new LeftOut(0, 0, 0, 0);
    }
}
