package dev.herald.worker.status;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.formats.Formats;
import dev.herald.worker.status.ledger.LedgerView;
import dev.herald.worker.status.ledger.LedgerView.ChannelView;
import dev.herald.worker.status.report.Channel;
import dev.herald.worker.status.report.Channel.Revision;
import dev.herald.worker.status.report.Channel.Totals;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;
import dev.herald.worker.status.report.Report.Unaddressed;
import dev.herald.worker.status.report.Scaling;
import dev.herald.worker.status.rules.RevisionFigures;
import dev.herald.worker.status.stream.StreamFigures;

/** Puts the report together from what the parts of the status worker know. */
final class ReportWriter {

    private static final int MOST_REVISIONS = 4;
    private static final Totals NOTHING = new Totals(0, 0, 0, 0, 0);

    private final String instance;
    private final String revision;
    private final Supplier<LiveSettings> live;
    private final Supplier<Log> log;
    private final Supplier<LedgerView> ledgers;
    private final Backlog backlog;
    private final Supplier<Instant> backlogUntil;
    private final ControlState control;
    private final Formats formats;
    private final BooleanSupplier remembers;
    private final Supplier<StreamFigures> stream;

    ReportWriter(String instance, String revision, Supplier<LiveSettings> live, Supplier<Log> log,
            Supplier<LedgerView> ledgers, Backlog backlog, Supplier<Instant> backlogUntil, ControlState control,
            Formats formats, BooleanSupplier remembers, Supplier<StreamFigures> stream) {
        this.instance = instance;
        this.revision = revision;
        this.live = live;
        this.log = log;
        this.ledgers = ledgers;
        this.backlog = backlog;
        this.backlogUntil = backlogUntil;
        this.control = control;
        this.formats = formats;
        this.remembers = remembers;
        this.stream = stream;
    }

    /** The report as of now; its sequence is not its own to know. */
    Report write(Instant now) {
        Log topics = log.get();
        LedgerView view = ledgers.get();
        Instant oldestFigure = view.completeUntil().isBefore(backlogUntil.get())
                ? view.completeUntil()
                : backlogUntil.get();
        boolean isCurrent = topics.state() != State.Unreachable && oldestFigure.isAfter(now.minus(LedgerView.CURRENT));
        Map<String, Channel> channels = new LinkedHashMap<>();
        for (String key : new TreeSet<>(live.get().channels().keySet())) {
            channels.put(key, channel(key, Optional.ofNullable(view.channels().get(key)), isCurrent, now));
        }
        return Report.of(instance, now, revision, topics, channels,
                new Unaddressed(backlog.unaddressed(), backlog.strangers()), control.workers(now), view.incidents(),
                control.replays(), formats.report(now), control.probes(), control.memory(), remembers.getAsBoolean(),
                Report.StatusStream.of(stream.get()));
    }

    private Channel channel(String key, Optional<ChannelView> ledger, boolean isCurrent, Instant now) {
        Backlog.Figures arrivals = backlog.figures(key);
        Totals totals = ledger.map(ChannelView::totals).orElse(NOTHING);
        Optional<Instant> oldest = Stream.of(arrivals.oldest(), ledger.flatMap(ChannelView::due))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .filter(due -> !due.isAfter(now));
        boolean isMeasured = isCurrent && ledger.map(ChannelView::hasLedger).orElse(false);
        return new Channel(arrivals.lag(), ledger.map(ChannelView::pending).orElse(0L), oldest.orElse(null),
                control.owned(key, now), isMeasured,
                ledger.flatMap(ChannelView::lastDecision).orElse(null),
                new Totals(arrivals.arrived(), totals.accepted(), totals.failed(), totals.unknown(),
                        totals.undecodable()),
                ledger.map(ChannelView::failing).orElse(List.of()).stream().map(Channel.Failing::of).toList(),
                control.credentials(key, now).orElse(null),
                revisions(key, ledger.map(ChannelView::revisions).orElse(List.of()), now),
                ledger.flatMap(ChannelView::scaling)
                        .filter(_ -> isMeasured)
                        .map(figures -> Scaling.of(figures, control.working(key, now)))
                        .orElse(null));
    }

    /** Those that own partitions come first: the others are on their way out. */
    private List<Revision> revisions(String key, List<RevisionFigures> decided, Instant now) {
        Map<String, Integer> owned = control.ownedByRevision(key, now);
        List<Rule> rules = live.get().rules();
        return Stream.concat(decided.stream(), owned.keySet()
                .stream()
                .filter(revision -> decided.stream().noneMatch(one -> one.revision().equals(revision)))
                .map(revision -> RevisionFigures.none(revision, rules)))
                .map(figures -> Revision.of(figures, owned.getOrDefault(figures.revision(), 0)))
                .sorted(Comparator.comparing((Revision revision) -> revision.owned() == 0))
                .limit(MOST_REVISIONS)
                .toList();
    }
}
