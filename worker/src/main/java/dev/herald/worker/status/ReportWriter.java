package dev.herald.worker.status;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.ledger.LedgerView;
import dev.herald.worker.status.ledger.LedgerView.ChannelView;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Channel;
import dev.herald.worker.status.report.Report.Log;
import dev.herald.worker.status.report.Report.Log.State;
import dev.herald.worker.status.report.Report.Totals;
import dev.herald.worker.status.report.Report.Unaddressed;

/** Puts the report together from what the parts of the status worker know. */
final class ReportWriter {

    /** Figures that are older say nothing of now. */
    private static final Duration CURRENT = Duration.ofSeconds(10);

    private static final Totals NOTHING = new Totals(0, 0, 0, 0, 0);

    private final String instance;
    private final String revision;
    private final Supplier<LiveSettings> live;
    private final Supplier<Log> log;
    private final Supplier<LedgerView> ledgers;
    private final Backlog backlog;
    private final Supplier<Instant> backlogUntil;
    private final ControlState control;

    ReportWriter(String instance, String revision, Supplier<LiveSettings> live, Supplier<Log> log,
            Supplier<LedgerView> ledgers, Backlog backlog, Supplier<Instant> backlogUntil, ControlState control) {
        this.instance = instance;
        this.revision = revision;
        this.live = live;
        this.log = log;
        this.ledgers = ledgers;
        this.backlog = backlog;
        this.backlogUntil = backlogUntil;
        this.control = control;
    }

    /** The report as of now; its sequence is not its own to know. */
    Report write(Instant now) {
        Log topics = log.get();
        LedgerView view = ledgers.get();
        Instant oldestFigure = view.completeUntil().isBefore(backlogUntil.get())
                ? view.completeUntil()
                : backlogUntil.get();
        boolean isCurrent = topics.state() != State.Unreachable && oldestFigure.isAfter(now.minus(CURRENT));
        Map<String, Channel> channels = new LinkedHashMap<>();
        for (String key : new TreeSet<>(live.get().channels().keySet())) {
            channels.put(key, channel(key, Optional.ofNullable(view.channels().get(key)), isCurrent, now));
        }
        return Report.of(instance, now, revision, topics, channels,
                new Unaddressed(backlog.unaddressed(), backlog.strangers()), control.workers(now), view.incidents(),
                control.replays());
    }

    private Channel channel(String key, Optional<ChannelView> ledger, boolean isCurrent, Instant now) {
        Backlog.Figures arrivals = backlog.figures(key);
        Totals totals = ledger.map(ChannelView::totals).orElse(NOTHING);
        return new Channel(arrivals.lag(), ledger.map(ChannelView::pending).orElse(0L), arrivals.oldest().orElse(null),
                control.owned(key, now), isCurrent && ledger.map(ChannelView::hasLedger).orElse(false),
                ledger.flatMap(ChannelView::lastDecision).orElse(null),
                new Totals(arrivals.arrived(), totals.accepted(), totals.failed(), totals.unknown(),
                        totals.undecodable()),
                ledger.map(ChannelView::failing).orElse(List.of()).stream().map(Report.Failing::of).toList(),
                control.credentials(key, now).orElse(null));
    }
}
