package dev.herald.worker.status.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.Heartbeat.Credentials;
import dev.herald.worker.config.RolloutMemory;
import dev.herald.worker.status.formats.FormatsRecord;
import dev.herald.worker.status.report.ProbeFormat;
import dev.herald.worker.status.report.Report.Probe;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.report.Report.Worker;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;

/** What the control topic says at present (docs/formats.md, "Control"). */
public final class ControlState {

    /** Workers report every 10 s; who is silent for this long is not there. */
    static final Duration SILENCE = Duration.ofSeconds(60);
    /** After this long a silent worker's heartbeat is removed for good. */
    static final Duration GONE = Duration.ofMinutes(10);
    /** After this long a probe is of no more use. */
    static final Duration PROBES_KEPT = Duration.ofDays(7);
    /** Key of the record that says up to when rules have been judged. */
    public static final String STATUS_KEY = "status";
    /** Key of the record that says which formats are held. */
    public static final String FORMATS_KEY = "formats";

    private static final String WORKER = "worker/";
    private static final String INCIDENT = "incident/";
    private static final String REPLAY = "replay/";
    private static final String PROBE = "probe/";
    private static final int MOST_PROBES = 10;

    private record Heard(Heartbeat heartbeat, Instant at) {}

    private final Map<String, Heard> workers = new HashMap<>();
    private final Map<String, Incident> incidents = new HashMap<>();
    private final Map<String, Replay> replays = new HashMap<>();
    private final Map<String, Probe> probes = new HashMap<>();
    private Optional<Instant> evaluated = Optional.empty();
    private Optional<FormatsRecord> formats = Optional.empty();
    private Optional<RolloutMemory> memory = Optional.empty();
    private long malformed;

    /** The key of an incident's record. */
    public static String key(Incident incident) {
        return INCIDENT + incident.id();
    }

    /** The key of a worker's heartbeat. */
    static String workerKey(String pod) {
        return WORKER + pod;
    }

    /** The key of a probe's record. */
    static String probeKey(String id) {
        return PROBE + id;
    }

    /**
     * Takes over a record. Keys of which this version knows nothing are passed.
     *
     * @param value
     *            null where the record removes
     * @param at
     *            when the broker appended it
     * @throws IllegalArgumentException
     *             if the value cannot be read; it is counted and changes nothing
     */
    public synchronized void apply(String key, byte[] value, Instant at) {
        try {
            if (key.startsWith(WORKER)) {
                put(workers, key.substring(WORKER.length()),
                        value == null ? null : new Heard(Heartbeat.decode(value), at));
            } else if (key.startsWith(INCIDENT)) {
                put(incidents, key.substring(INCIDENT.length()),
                        value == null ? null : ReportFormat.decodeIncident(value));
            } else if (key.startsWith(REPLAY)) {
                String job = key.substring(REPLAY.length());
                put(replays, job, value == null ? null : ReportFormat.decodeReplay(job, value));
            } else if (key.startsWith(PROBE)) {
                String id = key.substring(PROBE.length());
                put(probes, id, value == null ? null : ProbeFormat.decode(id, value));
            } else if (key.equals(STATUS_KEY)) {
                evaluated = Optional.ofNullable(value).map(ReportFormat::decodeEvaluated);
            } else if (key.equals(FORMATS_KEY)) {
                formats = Optional.ofNullable(value).map(FormatsRecord::decode);
            } else if (key.equals(RolloutMemory.KEY)) {
                memory = Optional.ofNullable(value).map(RolloutMemory::decode);
            }
        } catch (IllegalArgumentException e) {
            malformed++;
            throw e;
        }
    }

    private static <T> void put(Map<String, T> map, String key, T value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    /** Those who are there. */
    public synchronized List<Worker> workers(Instant now) {
        return workers.entrySet().stream().filter(entry -> isThere(entry.getValue(), now)).map(entry -> {
            Heartbeat heartbeat = entry.getValue().heartbeat;
            return new Worker(entry.getKey(), heartbeat.role(), heartbeat.channel().orElse(null), heartbeat.revision(),
                    heartbeat.at(), heartbeat.reads(), heartbeat.writes(), heartbeat.pin(),
                    heartbeat.partitions().size(), heartbeat.rate().orElse(null));
        }).sorted(Comparator.comparing(Worker::name)).toList();
    }

    /** Pods that have not been heard of for so long that they never will be. */
    public synchronized List<String> gone(Instant now) {
        return workers.entrySet()
                .stream()
                .filter(entry -> entry.getValue().at.isBefore(now.minus(GONE)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many partitions are owned by a sender of the channel. */
    public synchronized int owned(String channel, Instant now) {
        return (int) senders(channel, now).flatMap(heartbeat -> heartbeat.partitions().stream()).distinct().count();
    }

    /** How many senders of the channel own partitions. */
    public synchronized int working(String channel, Instant now) {
        return (int) senders(channel, now).filter(heartbeat -> !heartbeat.partitions().isEmpty()).count();
    }

    /** How many partitions each revision of the channel's senders owns; without those that own none. */
    public synchronized Map<String, Integer> ownedByRevision(String channel, Instant now) {
        var owned = new TreeMap<String, Integer>();
        senders(channel, now).collect(Collectors.groupingBy(Heartbeat::revision,
                Collectors.flatMapping(heartbeat -> heartbeat.partitions().stream(), Collectors.toSet())))
                .forEach((revision, partitions) -> owned.put(revision, partitions.size()));
        owned.values().removeIf(partitions -> partitions == 0);
        return owned;
    }

    /** The worst that a sender of the channel says of its credentials; empty while none reports. */
    public synchronized Optional<Credentials> credentials(String channel, Instant now) {
        // Rejected is worse than Missing, Missing worse than Present, as they are declared the other way around.
        return senders(channel, now).map(Heartbeat::credentials)
                .max(Comparator.comparing(Credentials::state).thenComparing(Credentials::fingerprint));
    }

    private Stream<Heartbeat> senders(String channel, Instant now) {
        return workers.values()
                .stream()
                .filter(heard -> isThere(heard, now))
                .map(Heard::heartbeat)
                .filter(heartbeat -> heartbeat.role().equals("send")
                        && heartbeat.channel().equals(Optional.of(channel)));
    }

    private static boolean isThere(Heard heard, Instant now) {
        return !heard.at.isBefore(now.minus(SILENCE));
    }

    public synchronized Collection<Incident> incidents() {
        return List.copyOf(incidents.values());
    }

    public synchronized List<Replay> replays() {
        return List.copyOf(replays.values());
    }

    /** The newest, which come first. */
    public synchronized List<Probe> probes() {
        return probes.values()
                .stream()
                .sorted(Comparator.comparing(Probe::at).reversed().thenComparing(Probe::id))
                .limit(MOST_PROBES)
                .toList();
    }

    /** Ids of probes that are to be removed. */
    public synchronized List<String> pastProbes(Instant now) {
        return probes.entrySet()
                .stream()
                .filter(entry -> entry.getValue().at().isBefore(now.minus(PROBES_KEPT)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What was written down of the formats held. */
    public synchronized Optional<FormatsRecord> formats() {
        return formats;
    }

    /** What the operator wanted remembered. */
    public synchronized Optional<RolloutMemory> memory() {
        return memory;
    }

    /** Up to when rules have been judged. */
    public synchronized Optional<Instant> evaluated() {
        return evaluated;
    }

    /** Records that could not be read. */
    public synchronized long malformed() {
        return malformed;
    }
}
