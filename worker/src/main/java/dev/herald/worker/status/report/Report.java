package dev.herald.worker.status.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.RolloutMemory;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import dev.herald.worker.status.stream.StreamFigures;

/**
 * All that the operator learns of a pipeline (docs/formats.md, "The report"; an example is docs/report.example.json).
 *
 * @param instance
 *            of this status worker: sequences of two instances cannot be compared
 * @param channels
 *            by key
 * @param memory
 *            what the control topic holds of rollouts; null when it holds nothing
 * @param remembers
 *            whether the control topic has been read to its end, so that no memory means that there is none
 * @param statusStream
 *            how far delivery status is published
 * @param leftOut
 *            how much did not fit
 */
@JsonPropertyOrder({"v", "instance", "sequence", "at", "revision", "log", "channels", "unaddressed", "workers",
        "incidents", "replays", "formats", "probes", "memory", "remembers", "statusStream",
        "leftOut"})
public record Report(int v, String instance, long sequence, Instant at, String revision, Log log,
        Map<String, Channel> channels, Unaddressed unaddressed, List<Worker> workers, List<IncidentEntry> incidents,
        List<Replay> replays, Formats formats, List<Probe> probes, @JsonInclude(Include.NON_NULL) JsonNode memory,
        boolean remembers, StatusStream statusStream, LeftOut leftOut) {

    public static final int VERSION = 1;

    public Report {
        statusStream = Objects.requireNonNullElse(statusStream, StatusStream.NONE);
    }

    /** A report that has no number yet, and from which nothing was left out. */
    public static Report of(String instance, Instant at, String revision, Log log, Map<String, Channel> channels,
            Unaddressed unaddressed, List<Worker> workers, List<Incident> incidents, List<Replay> replays,
            Formats formats, List<Probe> probes, Optional<RolloutMemory> memory, boolean remembers,
            StatusStream statusStream) {
        return new Report(VERSION, instance, 0, at, revision, log, channels, unaddressed, workers,
                incidents.stream().map(ReportFormat::entry).toList(), replays, formats, probes,
                memory.map(RolloutMemory::members).orElse(null), remembers, statusStream,
                LeftOut.NOTHING);
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
     * How far delivery status is published.
     *
     * @param behind
     *            facts of ledgers not yet published
     * @param oldest
     *            ledger time of the oldest of them; null when there is none
     * @param published
     *            events since this status worker began
     * @param missing
     *            units accepted by a provider longer ago than the objective, and no status published
     * @param message
     *            why it does not move, for people; empty when it does
     */
    public record StatusStream(boolean enabled, long behind, Instant oldest, long published, long missing,
            String message) {
        public static final StatusStream NONE = new StatusStream(false, 0, null, 0, 0, "");

        /** From the stream's own view. */
        public static StatusStream of(StreamFigures figures) {
            return new StatusStream(figures.enabled(), figures.behind(), figures.oldest().orElse(null),
                    figures.published(), figures.missing(), figures.message());
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
     * Messages that address no channel.
     *
     * @param keys
     *            that name no channel, some of them
     */
    public record Unaddressed(long count, List<String> keys) {}

    /**
     * A worker by its last heartbeat.
     *
     * @param reads
     *            names of message formats, as are {@code writes}
     * @param pin
     *            the format that it was told to write
     * @param partitions
     *            how many it owns
     * @param rate
     *            thousandths of a message a second for its channel, of which a sender keeps to its part; null without a limit
     */
    public record Worker(String name, String role, String channel, String revision, Instant at, List<String> reads,
            List<String> writes, String pin, int partitions, Long rate) {}

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

    /**
     * A replay by its record on the control topic.
     *
     * @param reason
     *            why it failed; empty otherwise
     * @param rate
     *            units decided a second, of late
     * @param eta
     *            null where that cannot be told
     * @param holds
     *            what limits it, for people
     */
    @JsonPropertyOrder({"job", "phase", "reason", "counts", "message", "rate", "eta", "holds", "unrecoverable",
            "startedAt", "finishedAt", "at"})
    public record Replay(String job, String phase, String reason, Map<String, Long> counts, String message, double rate,
            Instant eta, String holds, Unrecoverable unrecoverable, Instant startedAt, Instant finishedAt,
            Instant at) {

        public Replay {
            reason = Objects.requireNonNullElse(reason, "");
            counts = Objects.requireNonNullElseGet(counts, Map::of);
            message = Objects.requireNonNullElse(message, "");
            holds = Objects.requireNonNullElse(holds, "");
            unrecoverable = Objects.requireNonNullElse(unrecoverable, Unrecoverable.NONE);
        }

        /** Units that can no longer be sent, and a command that lists them. */
        public record Unrecoverable(long count, String where) {
            static final Unrecoverable NONE = new Unrecoverable(0, "");

            public Unrecoverable {
                where = Objects.requireNonNullElse(where, "");
            }
        }
    }

    /**
     * Which message formats log and quarantine hold.
     *
     * @param complete
     *            whether all of both has been looked at once
     * @param stray
     *            what arrived lately and should not have been written
     */
    public record Formats(boolean complete, List<Held> held, List<Stray> stray) {

        /**
         * One format in one place.
         *
         * @param count
         *            at least as many as there are
         * @param last
         *            the timestamp of the latest
         */
        public record Held(String format, String place, long count, int partitions, Instant last) {}

        /**
         * A format that is newer than the one pinned, or that nobody knows.
         *
         * @param where
         *            the latest is
         */
        public record Stray(String format, long count, String where, Instant last) {}
    }

    /**
     * What a probe of a new revision found.
     *
     * @param verdict
     *            {@code Passed}, {@code Failed} or {@code Inconclusive}
     * @param reads
     *            names of message formats, as are {@code writes}
     */
    public record Probe(String id, String verdict, List<String> reads, List<String> writes, List<HeldFormat> census,
            List<Stratum> strata, List<Evidence> evidence, String message, Instant at) {

        /** How many messages of a format it found in a place. */
        public record HeldFormat(String format, String place, long count) {}

        /** Messages of a kind: how many were sampled, how many golden ones stood in, and how many came out different. */
        public record Stratum(String stratum, long sampled, long golden, long different) {}

        /** What differs, without what the message says. */
        public record Evidence(String where, String stratum, String field, String difference) {}
    }

    /** How many entries did not fit; classes are those of revisions. */
    public record LeftOut(int failing, int classes, int incidents, int workers, int replays, int probes) {
        static final LeftOut NOTHING = new LeftOut(0, 0, 0, 0, 0, 0);
    }
}
