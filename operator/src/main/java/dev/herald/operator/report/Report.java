package dev.herald.operator.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the status worker of a pipeline says, version 1; docs/formats.md, section 8. What is absent is empty or null, so that a report with less in it is still a
 * report.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(int v, String instance, long sequence, Instant at, String revision, Log log,
        Map<String, Figures> channels, Unaddressed unaddressed,
        List<Worker> workers, List<Incident> incidents, List<Replay> replays) {
    /** The newest version that this class reads. */
    public static final int VERSION = 1;

    public Report {
        instance = Objects.requireNonNullElse(instance, "");
        log = Objects.requireNonNullElseGet(log, () -> new Log("", "", null, null, null, 0, null));
        channels = Objects.requireNonNullElseGet(channels, Map::of);
        unaddressed = Objects.requireNonNullElseGet(unaddressed, () -> new Unaddressed(0, null));
        workers = Objects.requireNonNullElseGet(workers, List::of);
        incidents = Objects.requireNonNullElseGet(incidents, List::of);
        replays = Objects.requireNonNullElseGet(replays, List::of);
    }

    /** The incident of that id. */
    public Optional<Incident> incident(String id) {
        return incidents.stream().filter(incident -> id.equals(incident.id())).findFirst();
    }

    /** The control topic's record of a replay. */
    public Optional<Replay> replay(String job) {
        return replays.stream().filter(replay -> job.equals(replay.job())).findFirst();
    }

    /** The topics: state is Ready, Missing, Misconfigured or Unreachable. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Log(String state, String message, List<String> commands, String clusterId, String topicId,
            long partitions, Durable durable) {
        public Log {
            state = Objects.requireNonNullElse(state, "");
            message = Objects.requireNonNullElse(message, "");
            commands = Objects.requireNonNullElseGet(commands, List::of);
            durable = Objects.requireNonNullElseGet(durable, () -> new Durable("Unknown", "", ""));
        }
    }

    /** Whether the topics are replicated as promised: True, False or Unknown. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Durable(String status, String reason, String message) {
        public Durable {
            status = Objects.requireNonNullElse(status, "Unknown");
            message = Objects.requireNonNullElse(message, "");
        }
    }

    /** A channel, by key. Times are when messages were accepted; {@code oldest} is null if none waits for its first attempt. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Figures(long lag, long pending, Instant oldest, int owned, boolean measured, Instant lastDecision,
            Totals totals, List<Failing> failing,
            Credentials credentials) {
        public Figures {
            totals = Objects.requireNonNullElseGet(totals, () -> new Totals(0, 0, 0, 0, 0));
            failing = Objects.requireNonNullElseGet(failing, List::of);
            credentials = Objects.requireNonNullElseGet(credentials, () -> new Credentials("", "", ""));
        }
    }

    /** Units since the start of the ledger that was read. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Totals(long arrived, long accepted, long failed, long unknown, long undecodable) {}

    /** A class of messages and its failures. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Failing(@JsonProperty("class") Map<String, String> labels, long percent, long failed, long decided) {
        public Failing {
            labels = Objects.requireNonNullElseGet(labels, Map::of);
        }
    }

    /** What the senders say of their credentials: Present, Missing, Rejected, or empty. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Credentials(String state, String fingerprint, String message) {
        public Credentials {
            state = Objects.requireNonNullElse(state, "");
            message = Objects.requireNonNullElse(message, "");
        }
    }

    /** Messages that address no channel, and what they addressed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Unaddressed(long count, List<String> keys) {
        public Unaddressed {
            keys = Objects.requireNonNullElseGet(keys, List::of);
        }
    }

    /** A worker that has a heartbeat. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Worker(String name, String role, String channel, String revision, Instant at) {}

    /** A rule that was crossed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Incident(String id, String rule, String measure, String channel,
            @JsonProperty("class") Map<String, String> labels, String state,
            Instant onset, Instant detected, Instant closed, long affected, List<String> actions, String message) {
        public Incident {
            id = Objects.requireNonNullElse(id, "");
            labels = Objects.requireNonNullElseGet(labels, Map::of);
            actions = Objects.requireNonNullElseGet(actions, List::of);
        }

        /** Whether messages still fail. */
        public boolean isOpen() {
            return !"Closed".equals(state);
        }
    }

    /** A replay that has been started: phase is Started, Running, Complete or Failed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Replay(String job, String phase, Counts counts, String message, Instant startedAt, Instant finishedAt,
            Instant at) {
        public Replay {
            job = Objects.requireNonNullElse(job, "");
            phase = Objects.requireNonNullElse(phase, "");
            counts = Objects.requireNonNullElseGet(counts, () -> new Counts(0, 0, 0, 0, 0, 0, 0, 0));
            message = Objects.requireNonNullElse(message, "");
        }

        /** Whether it is over, and never runs again. */
        public boolean isFinished() {
            return phase.equals("Complete") || phase.equals("Failed");
        }
    }

    /** In units; in mode Quarantine, in messages. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Counts(long matched, long alreadyAccepted, long stale, long sent, long failed, long unknown,
            long skipped, long remaining) {}
}
