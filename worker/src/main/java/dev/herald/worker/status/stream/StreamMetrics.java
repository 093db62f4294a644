package dev.herald.worker.status.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The status stream's figures as metrics {@code herald.status.stream.*}. */
public final class StreamMetrics implements MeterBinder {

    private final Supplier<StreamFigures> figures;
    private final InstantSource clock;

    public StreamMetrics(Supplier<StreamFigures> figures, InstantSource clock) {
        this.figures = figures;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "enabled", "1 while delivery status is published", it -> it.enabled() ? 1 : 0);
        gauge(registry, "behind", "Facts of ledgers whose status is not published", StreamFigures::behind);
        gauge(registry, "oldest.age.seconds", "Age of the oldest fact whose status is not published",
                it -> it.oldest()
                        .map(time -> Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1_000.0))
                        .orElse(0.0));
        gauge(registry, "missing", "Units accepted longer ago than the lag objective without a status published",
                StreamFigures::missing);
        counter(registry, "published", "Status events published", StreamFigures::published);
        counter(registry, "truncated", "Status events that were too large and published without what made them so",
                StreamFigures::truncated);
    }

    private void gauge(MeterRegistry registry, String name, String description,
            ToDoubleFunction<StreamFigures> figure) {
        Gauge.builder("herald.status.stream." + name, () -> figure.applyAsDouble(figures.get()))
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description,
            ToDoubleFunction<StreamFigures> figure) {
        FunctionCounter
                .builder("herald.status.stream." + name, this, it -> figure.applyAsDouble(it.figures.get()))
                .description(description)
                .register(registry);
    }
}
