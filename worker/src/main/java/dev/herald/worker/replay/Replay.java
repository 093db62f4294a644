package dev.herald.worker.replay;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.rules.Incident;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replay from its selection to its last outcome. All it knows is in the topics: it may be killed at any point and begin
 * anew. What it selects is fixed by its first record on the control topic, what has become of that is in the ledgers, and to
 * ask twice is harmless. Used by one thread but for what it tells of itself.
 */
final class Replay {

    private static final Logger log = LoggerFactory.getLogger(Replay.class);
    private static final Duration RECORD_EVERY = Duration.ofSeconds(1);

    private final ReplayConfig replay;
    private final Supplier<LiveSettings> live;
    private final ControlTopic control;
    private final ControlWriter writer;
    private final Ledgers ledgers;
    private final FeedWriter feedWriter;
    private final InstantSource clock;
    private final Map<Place, PartitionFeed> feeds = new TreeMap<>();
    private ReplayRecord written;
    private volatile Counts counts = Counts.NONE;
    private volatile int outstanding;
    private volatile Instant lastStep;

    Replay(ReplayConfig replay, Supplier<LiveSettings> live, ControlTopic control, ControlWriter writer,
            Ledgers ledgers, FeedWriter feedWriter, InstantSource clock) {
        this.replay = replay;
        this.live = live;
        this.control = control;
        this.writer = writer;
        this.ledgers = ledgers;
        this.feedWriter = feedWriter;
        this.clock = clock;
        this.lastStep = clock.instant();
    }

    /** What has become of what was selected; from any thread. */
    Counts counts() {
        return counts;
    }

    /** How many units are with the senders; from any thread. */
    int outstanding() {
        return outstanding;
    }

    /** When it last did anything; from any thread. */
    Instant lastStep() {
        return lastStep;
    }

    /**
     * Runs until every unit is decided.
     *
     * @throws ImpossibleReplayException
     *             if it can never work, which is on the control topic then
     * @throws KafkaException
     *             if Kafka or a topic is away; to be run again
     */
    void run() throws InterruptedException, ImpossibleReplayException {
        lastStep = clock.instant();
        ControlTopic.Found found = found();
        if (found.replay().map(record -> record.phase().isOver()).orElse(false)) {
            isOver(found.replay().get());
            return;
        }
        try {
            Scope scope = scope(found);
            written = found.replay().isPresent() ? found.replay().get() : begin(scope, found.incident());
            select(scope);
        } catch (ImpossibleReplayException e) {
            write(ReplayRecord.failed(e.getMessage(), clock.instant()));
            throw e;
        }
        follow();
    }

    private ControlTopic.Found found() throws ImpossibleReplayException {
        try {
            return control.read(replay.job(), replay.incidentId());
        } catch (IllegalArgumentException e) {
            throw new ImpossibleReplayException("control topic: " + e.getMessage());
        }
    }

    private static void isOver(ReplayRecord record) throws ImpossibleReplayException {
        if (record.phase() == ReplayRecord.Phase.Failed) {
            throw new ImpossibleReplayException(record.message());
        }
        log.atInfo().addKeyValue("finishedAt", record.finishedAt().orElse(null)).log("this replay has run before");
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
        Map<Place, Long> ends = ledgers.ends(channels(incident));
        Map<String, Long> selected = ends.entrySet()
                .stream()
                .collect(Collectors.toMap(end -> end.getKey().toString(), Map.Entry::getValue));
        return write(ReplayRecord.started(scope, selected, clock.instant()));
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

    private void select(Scope scope) {
        feeds.clear();
        boolean release = replay.mode() == ReplayConfig.Mode.Quarantine;
        written.selected().forEach((name, until) -> {
            Place place = Place.of(name);
            Selection selection = ledgers.select(place, scope, until);
            feeds.put(place,
                    new PartitionFeed(replay.job(), release, selection.wishes(), until, selection.takeover()));
            lastStep = clock.instant();
        });
        counts = count();
        log.atInfo()
                .addKeyValue("job", replay.job())
                .addKeyValue("partitions", feeds.size())
                .addKeyValue("matched", counts.matched())
                .log("selected");
    }

    private void follow() throws InterruptedException {
        Map<Place, Long> from = offsets();
        ledgers.follow(from);
        // What was decided before a restart is not asked for again.
        Map<Place, Long> before = ledgers.ends(from.keySet().stream().map(Place::channel).distinct().toList());
        before.keySet().retainAll(from.keySet());
        boolean isCurrent = false;
        Instant due = clock.instant();
        while (true) {
            if (!from.isEmpty()) {
                ledgers.read((place, offset, at, fact) -> feeds.get(place).apply(offset, at, fact));
            }
            isCurrent = isCurrent || ledgers.isPast(before);
            if (isCurrent) {
                feed();
            }
            lastStep = clock.instant();
            if (isCurrent && !lastStep.isBefore(due)) {
                due = lastStep.plus(RECORD_EVERY);
                if (isDone()) {
                    return;
                }
            }
        }
    }

    private Map<Place, Long> offsets() {
        return written.selected()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(entry -> Place.of(entry.getKey()), Map.Entry::getValue));
    }

    private void feed() {
        feedWriter.lost((place, record) -> feeds.get(place).notFed(record));
        LiveSettings settings = live.get();
        feeds.forEach((place, feed) -> {
            if (!settings.suspended(place.channel())) {
                for (FeedRecord record : feed.next()) {
                    feedWriter.append(place, record);
                }
            }
        });
        outstanding = feeds.values().stream().mapToInt(PartitionFeed::outstanding).sum();
    }

    private boolean isDone() throws InterruptedException {
        counts = count();
        if (counts.remaining() == 0) {
            written = write(written.complete(counts, clock.instant()));
            log.atInfo().addKeyValue("job", replay.job()).addKeyValue("counts", counts).log("complete");
            return true;
        }
        if (!counts.equals(written.counts()) || written.phase() == ReplayRecord.Phase.Started) {
            try {
                written = write(written.running(counts, clock.instant()));
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("error", e.getMessage()).log("counts not written, are written later");
            }
        }
        return false;
    }

    private Counts count() {
        return feeds.values().stream().map(PartitionFeed::counts).reduce(Counts.NONE, Counts::plus);
    }

    private ReplayRecord write(ReplayRecord record) throws InterruptedException {
        writer.write(ReplayRecord.key(replay.job()), record.encode());
        return record;
    }
}
