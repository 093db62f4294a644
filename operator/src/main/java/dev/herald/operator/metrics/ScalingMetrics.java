package dev.herald.operator.metrics;

import dev.herald.operator.scaling.PartitionFigures;
import dev.herald.operator.scaling.ScalingDecision;
import dev.herald.operator.scaling.ScalingFacts;
import dev.herald.operator.scaling.ScalingFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each decision about replicas rested on, and what it was: a series for each channel that is scaled, by name. What is not known has no series. */
public final class ScalingMetrics {
    private final Map<Channel, Decided> decided = new ConcurrentHashMap<>();
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();

    private record Channel(String namespace, String name) {}

    private record Decided(ScalingFacts facts, ScalingDecision decision) {}

    ScalingMetrics(MeterRegistry registry) {
        gauge(registry, "desired.replicas", "Pods that there are to be");
        gauge(registry, "partitions", "Partitions that senders work on, which bound the pods");
        gauge(registry, "slots", "Sends that one pod has under way at once");
        gauge(registry, "quota.per.second",
                "Messages a second that the channel may send: its part of its provider's limit");
        gauge(registry, "arrivals.per.second", "Messages a second that fall due");
        gauge(registry, "completions.per.second", "Attempts a second that are decided");
        gauge(registry, "backlog", "Messages that are due and not decided");
        gauge(registry, "hottest.backlog", "Those of them in the partition with the most");
        gauge(registry, "oldest.seconds", "Age of the oldest of them that was never attempted");
        gauge(registry, "replay.backlog", "Messages that replays have still to send, as far as they count");
        gauge(registry, "working.replicas", "Pods that have partitions");
        gauge(registry, "rate.per.second", "Messages a second that one pod completes when it is full");
        gauge(registry, "catch.up.seconds", "Until nothing waits, with these pods");
        gauge(registry, "known", "Whether what is measured can be decided by");
    }

    /** A decision was made. */
    public void decided(String namespace, String channel, ScalingFacts facts, ScalingDecision decision) {
        decided.put(new Channel(namespace, channel), new Decided(facts, decision));
    }

    /** Nothing is decided about the channel any more. */
    public void forget(String namespace, String channel) {
        decided.remove(new Channel(namespace, channel));
    }

    /** Shows what was decided last. */
    void refresh() {
        Map<String, List<Row<?>>> rows = new LinkedHashMap<>();
        gauges.keySet().forEach(name -> rows.put(name, new ArrayList<>()));
        decided.forEach((channel, made) -> {
            Tags tags = Tags.of("namespace", channel.namespace(), "channel", channel.name());
            figures(made).forEach((name, value) -> rows.get(name).add(Row.of(tags, value)));
        });
        gauges.forEach((name, gauge) -> gauge.register(rows.get(name), true));
    }

    private static Map<String, Number> figures(Decided made) {
        Map<String, Number> figures = new LinkedHashMap<>();
        ScalingFacts facts = made.facts();
        ScalingDecision decision = made.decision();
        figures.put("desired.replicas", decision.replicas());
        figures.put("partitions", facts.partitions());
        figures.put("slots", facts.slots());
        facts.quotaPerSecond().ifPresent(quota -> figures.put("quota.per.second", quota));
        facts.figures().ifPresent(measured -> measured(figures, measured));
        decision.ratePerSecond().ifPresent(rate -> figures.put("rate.per.second", rate));
        decision.catchUpTime().map(Duration::toSeconds).ifPresent(time -> figures.put("catch.up.seconds", time));
        figures.put("known", decision.isKnown() ? 1 : 0);
        return figures;
    }

    private static void measured(Map<String, Number> figures, ScalingFigures measured) {
        figures.put("arrivals.per.second", measured.arrivalsPerSecond());
        figures.put("completions.per.second", measured.completionsPerSecond());
        figures.put("backlog", measured.backlog());
        measured.partitions()
                .stream()
                .mapToLong(PartitionFigures::backlog)
                .max()
                .ifPresent(most -> figures.put("hottest.backlog", most));
        figures.put("oldest.seconds", measured.oldest().toMillis() / 1000.0);
        figures.put("replay.backlog", measured.replayBacklog());
        figures.put("working.replicas", measured.working());
    }

    private void gauge(MeterRegistry registry, String name, String description) {
        gauges.put(name, MultiGauge.builder("herald.scaling." + name).description(description).register(registry));
    }
}
