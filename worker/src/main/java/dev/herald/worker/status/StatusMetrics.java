package dev.herald.worker.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.ledger.LedgerWatch;
import dev.herald.worker.status.report.Channel;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.ReportDesk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;

/** The report as metrics. Labels are bounded by what the report holds. */
final class StatusMetrics {

    private static final double TO_RATIO = 100;

    private final MultiGauge incidents;
    private final MultiGauge lag;
    private final MultiGauge pending;
    private final MultiGauge oldest;
    private final MultiGauge measured;
    private final MultiGauge decisions;
    private final MultiGauge failing;
    private final MultiGauge unaddressed;

    StatusMetrics(MeterRegistry registry, ReportDesk desk, LedgerWatch ledgers, ControlState control) {
        incidents = gauge(registry, "herald.incident.open",
                "1 while an incident is open; not there otherwise. Its class may widen meanwhile");
        lag = gauge(registry, "herald.channel.lag", "Messages addressed to the channel and not yet taken in");
        pending = gauge(registry, "herald.channel.pending", "Units that wait for a retry or a due time");
        oldest = gauge(registry, "herald.channel.oldest.age.seconds", "Age of the oldest message not yet attempted");
        measured = gauge(registry, "herald.channel.measured", "1 while the channel's figures are those of now");
        decisions = gauge(registry, "herald.channel.decisions", "Outcomes since reading of the ledger began");
        failing = gauge(registry, "herald.class.failed.ratio", "Part of a class that failed in the window of its rule");
        unaddressed = gauge(registry, "herald.unaddressed", "Messages that address no channel");
        Gauge.builder("herald.ledger.malformed", () -> ledgers.view().malformed())
                .description("Records of ledgers that are no facts and were passed over")
                .register(registry);
        Gauge.builder("herald.control.malformed", control::malformed)
                .description("Records of the control topic that were passed over")
                .register(registry);
        Gauge.builder("herald.report.sequence", desk::sequence)
                .description("Number of the last report; it stands still when the status worker does")
                .register(registry);
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Shows what a report says. */
    void show(Report report, Instant now) {
        incidents.register(report.incidents()
                .stream()
                .filter(i -> i.state() == IncidentEntry.State.Open)
                .map(i -> Tags.of("channel", i.channel(), "rule", i.rule(), "class", name(i.of())))
                .distinct()
                .map(tags -> Row.of(tags, 1))
                .collect(Collectors.toList()), true);
        each(lag, report, Channel::lag);
        each(pending, report, Channel::pending);
        each(oldest, report, channel -> channel.oldest() == null
                ? 0
                : Math.max(0, Duration.between(channel.oldest(), now).toMillis() / 1_000.0));
        each(measured, report, channel -> channel.measured() ? 1 : 0);
        var outcomes = new ArrayList<Row<?>>();
        var classes = new ArrayList<Row<?>>();
        report.channels().forEach((key, channel) -> {
            Map<String, Long> totals = Map.of("accepted", channel.totals().accepted(), "failed",
                    channel.totals().failed(), "unknown", channel.totals().unknown(), "undecodable",
                    channel.totals().undecodable());
            totals.forEach(
                    (outcome, count) -> outcomes.add(Row.of(Tags.of("channel", key, "outcome", outcome), count)));
            channel.failing()
                    .forEach(one -> classes.add(Row.of(Tags.of("channel", key, "class", name(one.of())),
                            one.percent() / TO_RATIO)));
        });
        decisions.register(outcomes, true);
        failing.register(classes, true);
        unaddressed.register(List.of(Row.of(Tags.empty(), report.unaddressed().count())), true);
    }

    private static String name(Map<String, String> of) {
        return of.isEmpty()
                ? "all"
                : of.entrySet()
                        .stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(","));
    }

    private static void each(MultiGauge gauge, Report report, ToDoubleFunction<Channel> figure) {
        gauge.register(report.channels()
                .entrySet()
                .stream()
                .map(e -> Row.of(Tags.of("channel", e.getKey()), figure.applyAsDouble(e.getValue())))
                .collect(Collectors.toList()), true);
    }
}
