package dev.herald.worker.replay;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.replay.ReplayRecord.Unrecoverable;
import dev.herald.worker.status.rules.Incident;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay from its selection to its end. All it knows is in the topics: it may be killed at any point and begin anew.
 * What it selects is fixed by its first record on the control topic, and what has become of that is in the ledgers. Used by
 * one thread.
 */
final class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);

    private final ReplayConfig replay;
    private final Supplier<LiveSettings> live;
    private final ControlTopic control;
    private final Journal journal;
    private final Ledgers ledgers;
    private final LogGaps gaps;
    private final Task task;
    private final Progress progress;
    private final InstantSource clock;

    /** What is done with what was selected. */
    interface Task {
        /**
         * Runs until the replay is over.
         *
         * @param begun
         *            its record on the control topic
         * @return the last one, as it has been written
         * @throws KafkaException
         *             if Kafka or a topic is away; to be run again
         */
        ReplayRecord run(ReplayRecord begun, Map<Place, Selected> selected) throws InterruptedException;
    }

    Replay(ReplayConfig replay, Supplier<LiveSettings> live, ControlTopic control, Journal journal, Ledgers ledgers,
            LogGaps gaps, Task task, Progress progress, InstantSource clock) {
        this.replay = replay;
        this.live = live;
        this.control = control;
        this.journal = journal;
        this.ledgers = ledgers;
        this.gaps = gaps;
        this.task = task;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Runs until it is over, unless it has been before.
     *
     * @return its last record
     * @throws ImpossibleReplayException
     *             if it can never work, which is on the control topic then
     * @throws KafkaException
     *             if Kafka or a topic is away; to be run again
     */
    ReplayRecord run() throws InterruptedException, ImpossibleReplayException {
        progress.step(clock.instant());
        ControlTopic.Found found = found();
        if (found.replay().map(record -> record.phase().isOver()).orElse(false)) {
            log.atInfo()
                    .addKeyValue("finishedAt", found.replay().get().finishedAt().orElse(null))
                    .log("this replay has run before");
            return found.replay().get();
        }
        ReplayRecord begun;
        Map<Place, Selected> selected;
        try {
            Scope scope = scope(found);
            begun = found.replay().isPresent() ? found.replay().get() : begin(scope, found.incident());
            selected = select(begun, scope);
        } catch (ImpossibleReplayException e) {
            journal.write(ReplayRecord.impossible(e.getMessage(), clock.instant()));
            throw e;
        }
        ReplayRecord last = run(begun, selected);
        log.atInfo()
                .addKeyValue("job", replay.job())
                .addKeyValue("phase", last.phase())
                .addKeyValue("counts", last.counts())
                .log("over");
        return last;
    }

    private ReplayRecord run(ReplayRecord begun, Map<Place, Selected> selected) throws InterruptedException {
        long matched = selected.values().stream().mapToLong(part -> part.wishes().size()).sum();
        Counts counts = Counts.of(Map.of(Verdict.REMAINING, matched));
        progress.stands(counts, 0);
        log.atInfo()
                .addKeyValue("job", replay.job())
                .addKeyValue("partitions", selected.size())
                .addKeyValue("matched", matched)
                .log("selected");
        Optional<Step.End> end = new Course(replay.guards()).atSelection(matched);
        return end.isPresent()
                ? journal.write(begun.ended(end.get(), counts, Unrecoverable.NONE, clock.instant()))
                : task.run(begun, selected);
    }

    private ControlTopic.Found found() throws ImpossibleReplayException {
        try {
            return control.read(replay.job(), replay.incidentId());
        } catch (IllegalArgumentException e) {
            throw new ImpossibleReplayException("control topic: " + e.getMessage());
        }
    }

    private Scope scope(ControlTopic.Found found) throws ImpossibleReplayException {
        if (found.replay().isPresent()) {
            return Scope.ofRecord(replay, found.replay().get());
        }
        if (replay.window().isPresent()) {
            return Scope.ofWindow(replay, replay.window().get());
        }
        return Scope.ofIncident(replay, found.incident()
                .orElseThrow(() -> new ImpossibleReplayException(
                        "incidentId: there is no incident %s; status.incidents of the NotificationPipeline lists them"
                                .formatted(replay.incidentId().orElseThrow()))));
    }

    private ReplayRecord begin(Scope scope, Optional<Incident> incident)
            throws InterruptedException, ImpossibleReplayException {
        Collection<String> channels = channels(incident);
        Map<Place, Long> takenIn = scope.mode() == ReplayConfig.Mode.Missing ? gaps.takenIn(channels) : Map.of();
        Map<Place, Long> ends = ledgers.ends(channels);
        return journal.write(ReplayRecord.started(scope, named(ends), named(takenIn), clock.instant()));
    }

    private static Map<String, Long> named(Map<Place, Long> offsets) {
        return offsets.entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
    }

    private Collection<String> channels(Optional<Incident> incident) throws ImpossibleReplayException {
        Collection<String> known = live.get().channels().keySet();
        List<String> asked = replay.selector().channels();
        for (String channel : asked) {
            if (!known.contains(channel)) {
                throw new ImpossibleReplayException(
                        "selector.channels: no Channel of the pipeline has the key %s; it has %s"
                                .formatted(channel, known.stream().sorted().toList()));
            }
        }
        if (incident.isEmpty()) {
            return asked.isEmpty() ? known : asked;
        }
        String channel = incident.get().channel();
        if (!known.contains(channel)) {
            throw new ImpossibleReplayException(
                    "incidentId: Channel %s of incident %s is no longer there; make it again"
                            .formatted(channel, incident.get().id()));
        }
        return asked.isEmpty() || asked.contains(channel) ? List.of(channel) : List.of();
    }

    private Map<Place, Selected> select(ReplayRecord begun, Scope scope) throws ImpossibleReplayException {
        var selected = new TreeMap<Place, Selected>();
        for (Map.Entry<String, Long> part : begun.selected().entrySet()) {
            selected.put(Place.of(part.getKey()), select(begun, scope, part.getKey(), part.getValue()));
            progress.step(clock.instant());
        }
        return selected;
    }

    private Selected select(ReplayRecord begun, Scope scope, String name, long until)
            throws ImpossibleReplayException {
        Place place = Place.of(name);
        if (scope.mode() == ReplayConfig.Mode.Missing) {
            return gaps.select(place, scope, until, begun.takenIn().getOrDefault(name, 0L));
        }
        Selection selection = ledgers.select(place, scope, until);
        return new Selected(selection.wishes(), until, selection.takeover());
    }
}
