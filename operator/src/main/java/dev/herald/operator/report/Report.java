package dev.herald.operator.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.herald.api.v1alpha1.WorkerSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the status worker of a pipeline says, version 1; docs/formats.md, section 8. What is absent is empty or null, so that a report with less in it is still a
 * report.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Report(int v, String instance, long sequence, Instant at, String revision, Log log,
        Map<String, ReportedFigures> channels, Unaddressed unaddressed,
        List<Worker> workers, List<Incident> incidents, List<Replay> replays, Formats formats, List<Probe> probes,
        Memory memory, Boolean remembers, StatusStream statusStream) {
    /** The newest version that this class reads. */
    public static final int VERSION = 1;

    public Report {
        instance = Objects.requireNonNullElse(instance, "");
        revision = Objects.requireNonNullElse(revision, "");
        log = Objects.requireNonNullElseGet(log, () -> new Log("", "", null, null, null, 0, null));
        channels = Objects.requireNonNullElseGet(channels, Map::of);
        unaddressed = Objects.requireNonNullElseGet(unaddressed, () -> new Unaddressed(0, null));
        workers = Objects.requireNonNullElseGet(workers, List::of);
        incidents = Objects.requireNonNullElseGet(incidents, List::of);
        replays = Objects.requireNonNullElseGet(replays, List::of);
        formats = Objects.requireNonNullElseGet(formats, () -> new Formats(false, null, null));
        probes = Objects.requireNonNullElseGet(probes, List::of);
        remembers = Objects.requireNonNullElse(remembers, true);
    }

    /** The result of a probe. */
    public Optional<Probe> probe(String id) {
        return probes.stream().filter(probe -> id.equals(probe.id())).findFirst();
    }

    /** Labels of a class for people. */
    public static String words(Map<String, String> labels) {
        return new TreeMap<>(labels).entrySet()
                .stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
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

    /** Messages that address no channel, and what they addressed. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Unaddressed(long count, List<String> keys) {
        public Unaddressed {
            keys = Objects.requireNonNullElseGet(keys, List::of);
        }
    }

    /** A worker that has a heartbeat: formats of messages that it reads and writes, the one it obeys, how many partitions it owns, and by how many thousandths of a message a second for its channel it goes; null for no limit. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Worker(String name, String role, String channel, String revision, Instant at, List<String> reads,
            List<String> writes, String pin, int partitions, Long rate) {
        public Worker {
            name = Objects.requireNonNullElse(name, "");
            role = Objects.requireNonNullElse(role, "");
            revision = Objects.requireNonNullElse(revision, "");
            reads = Objects.requireNonNullElseGet(reads, List::of);
            writes = Objects.requireNonNullElseGet(writes, List::of);
            pin = Objects.requireNonNullElse(pin, "");
        }
    }

    /** The formats of the messages that are held, and those that came in another format than the pin's; complete once all was looked at. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Formats(boolean complete, List<Held> held, List<Stray> stray) {
        public Formats {
            held = Objects.requireNonNullElseGet(held, List::of);
            stray = Objects.requireNonNullElseGet(stray, List::of);
        }
    }

    /** Messages in a format: the place is log, pending or quarantine. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Held(String format, String place, long count) {
        public Held {
            format = Objects.requireNonNullElse(format, "");
            place = Objects.requireNonNullElse(place, "");
        }
    }

    /** Messages that somebody wrote in a format newer than the pin, lately. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stray(String format, long count, String where, Instant last) {}

    /** The result of a probe: verdict is Passed, Failed or Inconclusive. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Probe(String id, String verdict, List<String> reads, List<String> writes, List<Held> census,
            List<Stratum> strata, List<Difference> evidence, String message, Instant at) {
        public Probe {
            strata = Objects.requireNonNullElseGet(strata, List::of);
            evidence = Objects.requireNonNullElseGet(evidence, List::of);
            id = Objects.requireNonNullElse(id, "");
            verdict = Objects.requireNonNullElse(verdict, "");
            reads = Objects.requireNonNullElseGet(reads, List::of);
            writes = Objects.requireNonNullElseGet(writes, List::of);
            census = Objects.requireNonNullElseGet(census, List::of);
            message = Objects.requireNonNullElse(message, "");
        }

        /** One without strata and evidence. */
        public Probe(String id, String verdict, List<String> reads, List<String> writes, List<Held> census,
                String message) {
            this(id, verdict, reads, writes, census, null, null, message, null);
        }
    }

    /** A kind of messages in a probe, and how many of them were not read or written alike. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Stratum(String stratum, long sampled, long golden, long different) {}

    /** A sample that was not. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Difference(String where, String stratum, String field, String difference) {}

    /** What the control topic remembers of rollouts. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Memory(long generation, String format, String serving, List<RememberedRevision> revisions) {
        public Memory {
            revisions = Objects.requireNonNullElseGet(revisions, List::of);
        }
    }

    /** A revision of the pipeline that the control topic remembers. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record RememberedRevision(String revision, String image, List<WorkerSettings.Variable> env, String state,
            String message, List<String> reads, Instant at) {
        public RememberedRevision {
            env = Objects.requireNonNullElseGet(env, List::of);
            state = Objects.requireNonNullElse(state, "");
            message = Objects.requireNonNullElse(message, "");
            reads = Objects.requireNonNullElseGet(reads, List::of);
        }
    }

    /**
     * How far it is told what became of messages.
     *
     * @param behind
     *            facts that are not yet published, of which {@code oldest} is the time of the oldest; null if there is none
     * @param missing
     *            messages that a provider took longer ago than allowed, and nobody has been told
     * @param message
     *            what is in the way, or empty
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record StatusStream(boolean enabled, long behind, Instant oldest, long published, long missing,
            String message) {
        public StatusStream {
            message = Objects.requireNonNullElse(message, "");
        }
    }

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

    /** A replay that has been started: phase is Started, AwaitingApproval, Trial, Running, Complete or Failed; docs/formats.md, section 5. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Replay(String job, String phase, String reason, Counts counts, String message, Long rate, Instant eta,
            String holds, Unrecoverable unrecoverable, Instant startedAt, Instant finishedAt, Instant at) {
        public Replay {
            job = Objects.requireNonNullElse(job, "");
            phase = Objects.requireNonNullElse(phase, "");
            reason = Objects.requireNonNullElse(reason, "");
            holds = Objects.requireNonNullElse(holds, "");
            unrecoverable = Objects.requireNonNullElseGet(unrecoverable, () -> new Unrecoverable(0, ""));
            counts = Objects.requireNonNullElseGet(counts, () -> new Counts(0, 0, 0, 0, 0, 0, 0, 0));
            message = Objects.requireNonNullElse(message, "");
        }

        /** Whether it is over, and never runs again. */
        public boolean isFinished() {
            return phase.equals("Complete") || phase.equals("Failed");
        }
    }

    /** What can no longer be sent, and the command that lists it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Unrecoverable(long count, String where) {
        public Unrecoverable {
            where = Objects.requireNonNullElse(where, "");
        }
    }

    /** In units; in mode Quarantine, in messages. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Counts(long matched, long alreadyAccepted, long stale, long sent, long failed, long unknown,
            long skipped, long remaining) {}
}
