package dev.herald.operator.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.scaling.PartitionFigures;
import dev.herald.operator.scaling.ScalingBehavior;
import dev.herald.operator.scaling.ScalingDecision;
import dev.herald.operator.scaling.ScalingFacts;
import dev.herald.operator.scaling.ScalingFigures;
import dev.herald.operator.scaling.ScalingMemory;
import dev.herald.operator.scaling.ScalingPlanner;
import dev.herald.operator.scaling.ScalingSettings;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ScalingMetricsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final ScalingSettings SETTINGS = new ScalingSettings(Mode.Auto, 1, 12, Duration.ofMinutes(5),
            Duration.ofMinutes(2), ScalingBehavior.DEFAULT);
    private static final ScalingFigures FIGURES = new ScalingFigures(NOW, 40, 20, 30_000, Duration.ofSeconds(30), 7, 1,
            Optional.empty(), Optional.empty(), List.of(new PartitionFigures(4_000, 5)));

    @Test
    void everyInputAndTheResultIsShown() {
        try (OperatorMetrics metrics = new OperatorMetrics()) {
            tell(metrics, Optional.of(FIGURES));

            String scrape = metrics.scrape();

            List.of("desired_replicas 3.0", "partitions 12.0", "slots 64.0", "hottest_backlog 4000.0",
                    "quota_per_second 60.0", "arrivals_per_second 40.0",
                    "completions_per_second 20.0", "backlog 30000.0", "oldest_seconds 30.0", "replay_backlog 7.0",
                    "working_replicas 1.0", "rate_per_second 20.0", "known 1.0").forEach(expected -> {
                        String[] parts = expected.split(" ");
                        String line = "herald_scaling_%s{channel=\"email\",namespace=\"shop\"} %s".formatted(parts[0],
                                parts[1]);
                        assertTrue(scrape.contains(line + "\n"), () -> line + " is not in\n" + scrape);
                    });
            assertTrue(scrape.contains("herald_scaling_catch_up_seconds{"), scrape);
        }
    }

    @Test
    void whatIsNotKnownHasNoSeries() {
        try (OperatorMetrics metrics = new OperatorMetrics()) {
            tell(metrics, Optional.of(FIGURES));
            metrics.scrape();
            tell(metrics, Optional.empty());

            String scrape = metrics.scrape();

            assertTrue(scrape.contains("herald_scaling_known{channel=\"email\",namespace=\"shop\"} 0.0"), scrape);
            assertFalse(scrape.contains("herald_scaling_backlog{"), scrape);
        }
    }

    @Test
    void aChannelThatIsGoneHasNone() {
        try (OperatorMetrics metrics = new OperatorMetrics()) {
            tell(metrics, Optional.of(FIGURES));
            metrics.scrape();
            metrics.scaling().forget("shop", "email");

            assertEquals(0, metrics.scrape().lines().filter(line -> line.startsWith("herald_scaling_")).count());
        }
    }

    private static void tell(OperatorMetrics metrics, Optional<ScalingFigures> figures) {
        ScalingFacts facts = new ScalingFacts(1, OptionalInt.empty(), false, 12, 64, OptionalDouble.of(60), 0, figures);
        ScalingDecision decision = ScalingPlanner.decide(SETTINGS, facts, ScalingMemory.NONE, NOW);
        metrics.scaling().decided("shop", "email", facts, decision);
    }
}
