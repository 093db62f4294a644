package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.LiveSettings.Rate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SendMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SendMetrics metrics = new SendMetrics(registry, "email", "relay");
    private final AtomicReference<Optional<Rate>> rate = new AtomicReference<>(Optional.empty());

    @Test
    void showARateWhileThereIsOne() {
        changed();
        assertEquals(List.of(), registry.getMeters());

        rate.set(Optional.of(new Rate(12_500, 400, 0, 0)));
        changed();
        changed();
        assertEquals(12.5, limit("live"));
        assertEquals(0.4, limit("replay"));
        assertEquals(7, registry.get("herald.rate.waiting").tag("channel", "email").gauge().value());

        rate.set(Optional.empty());
        changed();
        assertEquals(List.of(), registry.getMeters());
    }

    private void changed() {
        metrics.rate(rate::get, () -> 7);
    }

    private double limit(String kind) {
        return registry.get("herald.rate.limit").tags("channel", "email", "kind", kind).gauge().value();
    }
}
