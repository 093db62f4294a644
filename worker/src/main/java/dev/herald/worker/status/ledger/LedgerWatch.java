package dev.herald.worker.status.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.UnreadableRecordException;
import dev.herald.worker.status.Commits;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.ledger.LedgerSource.LedgerRecord;
import dev.herald.worker.status.ledger.LedgerView.ChannelView;
import dev.herald.worker.status.ledger.TimeMerge.Timed;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Detector;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.Waiting;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all ledgers of a pipeline, judges the rules and writes down what they find. Used by one thread but for the view. */
public final class LedgerWatch {

    private static final Logger log = LoggerFactory.getLogger(LedgerWatch.class);
    private static final Duration CHANNELS_EVERY = Duration.ofSeconds(2);
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(10);
    private static final Duration VIEW_EVERY = Duration.ofMillis(500);
    private static final Duration WAITING_EVERY = Duration.ofSeconds(1);
    // A round is interrupted by what else there is to do after so many records.
    private static final int MOST_RECORDS = 20_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final TopicNames names;
    private final Supplier<LiveSettings> live;
    private final Commits commits;
    private final ControlState control;
    private final ControlWriter writer;
    private final IncidentLog incidents;
    private final TakeoverRecords takeovers;
    private final Backlog backlog;
    private final Duration keep;
    private final InstantSource clock;

    private final Map<String, ChannelLedger> ledgers = new LinkedHashMap<>();
    private LedgerSource source;
    // Whether a record was taken from the source and not counted, so that all has to be read again.
    private boolean hasLost;
    private LedgerBeginning beginning;
    private Detector detector;
    private LiveSettings followed;
    private Instant channelsAt = Instant.MIN;
    private Instant progressAt = Instant.MIN;
    private Instant viewAt = Instant.MIN;
    private Instant waitingAt = Instant.MIN;
    private Instant completeUntil = Instant.EPOCH;
    private volatile LedgerView view = LedgerView.NOTHING;

    /**
     * @param consumers
     *            makes a consumer for this object
     * @param takeovers
     *            is this object's from now on
     * @param control
     *            must have been read to its end before the first {@link #read}
     * @param backlog
     *            is told of the progress that ledgers record
     * @param keep
     *            how long closed incidents are kept
     */
    public LedgerWatch(Supplier<Consumer<byte[], byte[]>> consumers, TakeoverRecords takeovers, TopicNames names,
            Supplier<LiveSettings> live, Commits commits, ControlState control, ControlWriter writer, Backlog backlog,
            Duration keep,
            InstantSource clock) {
        this.consumers = consumers;
        this.takeovers = takeovers;
        this.names = names;
        this.live = live;
        this.commits = commits;
        this.control = control;
        this.writer = writer;
        this.incidents = new IncidentLog(writer);
        this.backlog = backlog;
        this.keep = keep;
        this.clock = clock;
    }

    /** What was known at the end of a recent round; from any thread. */
    public LedgerView view() {
        return view;
    }

    /** Reads what there is, judges, and writes down what was found. */
    public void read() throws InterruptedException {
        follow(live.get());
        source.poll(this::begins);
        for (int i = 0; i < MOST_RECORDS; i++) {
            Optional<Timed<TopicPartition, LedgerRecord>> next = source.next();
            if (next.isEmpty()) {
                break;
            }
            apply(next.get());
        }
        source.completeUntil().ifPresent(until -> {
            advance(until.toEpochMilli());
            completeUntil = until;
            ledgers.values().forEach(ChannelLedger::complete);
        });
        Instant now = clock.instant();
        if (!now.isBefore(waitingAt.plus(WAITING_EVERY))) {
            waitingAt = now;
            judgeWaiting(now);
        }
        incidents.flush();
        if (!now.isBefore(progressAt.plus(PROGRESS_EVERY))) {
            writeProgress(now);
        }
        if (!now.isBefore(viewAt.plus(VIEW_EVERY))) {
            viewAt = now;
            view = look();
        }
    }

    private void follow(LiveSettings settings) {
        if (detector == null || hasLost || !detector.canFollow(settings.rules())) {
            begin(settings);
        }
        Instant now = clock.instant();
        boolean isChanged = !settings.equals(followed);
        if (isChanged) {
            incidents.changed(detector.follow(settings.rules(), settings.channels().keySet()));
            // Noted soon: after a restart, what was judged by the old rules is not to be judged by the new ones.
            progressAt = Instant.MIN;
        }
        // Ledgers and partitions may be made later than their channel.
        if (isChanged || !now.isBefore(channelsAt.plus(CHANNELS_EVERY))) {
            source.follow(settings.channels().keySet(), beginning, this::begins);
            ledgers.keySet().retainAll(settings.channels().keySet());
            channelsAt = now;
            followed = settings;
        }
    }

    private void begin(LiveSettings settings) {
        Instant now = clock.instant();
        Duration memory = Detector.memory(settings.rules());
        Instant judgedUntil = control.evaluated().filter(time -> time.isBefore(now)).orElse(now);
        Collection<Incident> known = detector == null ? control.incidents() : incidents.written();
        Instant earliest = known.stream()
                .filter(it -> it.isOpen() && it.measure() != Measure.OldestMessageAge)
                .map(Incident::onset)
                .min(Instant::compareTo)
                .filter(onset -> onset.isBefore(judgedUntil))
                .orElse(judgedUntil);
        detector = new Detector(settings.rules(), settings.channels().keySet(), judgedUntil.toEpochMilli());
        incidents.restore(known);
        incidents.changed(detector.restore(known));
        closeSource();
        ledgers.clear();
        Consumer<byte[], byte[]> consumer = consumers.get();
        source = new LedgerSource(consumer, names, clock);
        beginning = new LedgerBeginning(consumer, commits, earliest.minus(memory));
        followed = null;
        hasLost = false;
        log.atInfo()
                .addKeyValue("from", earliest.minus(memory))
                .addKeyValue("judgedUntil", judgedUntil)
                .addKeyValue("openIncidents", known.stream().filter(Incident::isOpen).count())
                .log("reading ledgers");
    }

    private void begins(String channel, int partition, long offset) {
        ledger(channel).begin(partition, offset);
    }

    private ChannelLedger ledger(String channel) {
        return ledgers.computeIfAbsent(channel,
                _ -> new ChannelLedger((partition, offset) -> takeovers.revision(channel, partition, offset)));
    }

    private void apply(Timed<TopicPartition, LedgerRecord> timed) {
        LedgerRecord next = timed.of();
        advance(timed.time());
        try {
            ledgers.get(next.channel())
                    .apply(timed.partition().partition(), next.record().offset(), timed.time(),
                            next.record().value())
                    .filter(_ -> !next.isHistory())
                    .ifPresent(decision -> detector.decided(next.channel(), decision));
        } catch (UnreadableRecordException e) {
            log.atWarn()
                    .addKeyValue("topic", timed.partition().topic())
                    .addKeyValue("partition", timed.partition().partition())
                    .addKeyValue("offset", next.record().offset())
                    .addKeyValue("error", e.getMessage())
                    .log("record of a ledger passed over");
        } catch (KafkaException e) {
            hasLost = true;
            throw e;
        }
    }

    private void advance(long time) {
        incidents.changed(detector.advance(time, clock.instant()));
    }

    /** What is known of a moment past is not held against the time of now. */
    private void judgeWaiting(Instant now) {
        Instant at = bothKnownUntil();
        var waiting = new HashMap<String, Waiting>();
        if (at.isAfter(now.minus(LedgerView.CURRENT))) {
            followed.channels().keySet().forEach(key -> waiting.put(key, waiting(key, at)));
        }
        incidents.changed(detector.judgeWaiting(waiting, at, now));
    }

    private Instant bothKnownUntil() {
        Instant logUntil = backlog.currentUntil();
        return logUntil.isBefore(completeUntil) ? logUntil : completeUntil;
    }

    private Waiting waiting(String channel, Instant at) {
        Backlog.Figures log = backlog.figures(channel);
        Waiting due = ledger(channel).unattempted(at);
        return new Waiting(log.lag() + due.count(),
                Stream.of(log.oldest(), due.oldest()).flatMap(Optional::stream).min(Instant::compareTo));
    }

    private void writeProgress(Instant now) throws InterruptedException {
        incidents.changed(detector.open());
        incidents.flush();
        // Only when all that was found is written: what is judged is not judged again.
        writer.write(ControlState.STATUS_KEY, ReportFormat.encodeEvaluated(detector.judgedUntil()));
        incidents.remove(detector.forget(now.minus(keep)));
        for (String pod : control.gone(now)) {
            writer.removeWorker(pod);
        }
        for (String probe : control.pastProbes(now)) {
            writer.removeProbe(probe);
        }
        progressAt = now;
    }

    private LedgerView look() {
        Instant at = bothKnownUntil();
        var channels = new HashMap<String, ChannelView>();
        Set<String> keys = followed.channels().keySet();
        for (String key : keys) {
            ChannelLedger ledger = ledger(key);
            channels.put(key, new ChannelView(source.partitionsOf(key) > 0, ledger.pending(),
                    ledger.unattempted(completeUntil).oldest(), ledger.totals(0),
                    detector.failing(key), ledger.lastDecision(), detector.revisions(key),
                    ledger.scaling(backlog.scaling(key, ledger::takenIn, at), at)));
            for (int partition = 0; partition < source.partitionsOf(key); partition++) {
                backlog.progress(key, partition, ledger.progress(partition));
            }
        }
        return new LedgerView(channels, List.copyOf(incidents.written()), completeUntil,
                ledgers.values().stream().mapToLong(ChannelLedger::malformed).sum());
    }

    /** Ends reading. */
    public void close() {
        closeSource();
        takeovers.close();
    }

    private void closeSource() {
        if (source != null) {
            source.close();
            source = null;
        }
    }
}
