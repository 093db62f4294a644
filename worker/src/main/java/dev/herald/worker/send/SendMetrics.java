package dev.herald.worker.send;

import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.provider.SendResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What a sender counts for people; nothing is decided by it. */
final class SendMetrics {
    private final MeterRegistry registry;
    private final Tags tags;
    private final List<Meter> ofRate = new ArrayList<>();

    SendMetrics(MeterRegistry registry, String channel, String provider) {
        this.registry = registry;
        this.tags = Tags.of("channel", channel, "provider", provider);
    }

    void sent(SendResult result, Duration time) {
        String outcome = switch (result) {
            case SendResult.Accepted _ -> "accepted";
            case SendResult.Failed failed -> "failed_" + failed.kind().name().toLowerCase(Locale.ROOT);
            case SendResult.Ambiguous _ -> "ambiguous";
        };
        Timer.builder("herald.sends")
                .description("Sends by outcome, and how long the provider took")
                .tags(tags.and("outcome", outcome))
                .register(registry)
                .record(time);
    }

    void underWay(AtomicInteger number) {
        Gauge.builder("herald.sends.under.way", number::get)
                .description("Sends that have begun and not ended")
                .tags(tags)
                .register(registry);
    }

    void owned(Supplier<Number> number) {
        gauge("herald.partitions.owned", "Partitions of the log this sender owns", number);
    }

    void pending(Supplier<Number> number) {
        gauge("herald.pending", "Units that wait for a retry or a due time, in owned partitions", number);
    }

    void slots(Supplier<Number> number) {
        gauge("herald.slots.in.use", "Claims whose outcome is not yet acknowledged", number);
    }

    /**
     * Shows the rate limit while there is one. Called by one thread.
     *
     * @param rate
     *            this sender's part
     * @param waiting
     *            claims that have to wait for it
     */
    void rate(Supplier<Optional<Rate>> rate, Supplier<Number> waiting) {
        if (rate.get().isEmpty()) {
            ofRate.forEach(registry::remove);
            ofRate.clear();
        } else if (ofRate.isEmpty()) {
            ofRate.add(limit("live", () -> rate.get().map(Rate::live)));
            ofRate.add(limit("replay", () -> rate.get().map(Rate::replay)));
            ofRate.add(gauge("herald.rate.waiting", "Claims that wait for the rate limit", waiting));
        }
    }

    private Meter limit(String kind, Supplier<Optional<Integer>> thousandths) {
        return Gauge.builder("herald.rate.limit", () -> thousandths.get().orElse(0) / 1_000.0)
                .description("Messages a second that this sender may send, its part of the channel's limit")
                .tags(tags.and("kind", kind))
                .register(registry);
    }

    /** Own claims that did not hold when they were read back, or were given up unsent. */
    Counter claimsGivenUp() {
        return counter("herald.claims.given.up", "Own claims that did not hold, or ended without a send");
    }

    /** Records of a ledger or feed that cannot be read. */
    Counter unreadable() {
        return counter("herald.records.unreadable", "Records of ledger and feed that cannot be read, and were passed");
    }

    /** Partitions taken over, the first time and again. */
    Counter takeovers() {
        return counter("herald.takeovers", "Takeovers of partitions by this sender");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Meter gauge(String name, String description, Supplier<Number> number) {
        return Gauge.builder(name, number).description(description).tags(tags).register(registry);
    }
}
