package dev.herald.operator.cluster;

import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.report.Sightings;
import java.time.InstantSource;

/** What every reconciler works with. */
public record Surroundings(View view, Sightings sightings, Executor executor, InstantSource clock,
        OperatorMetrics metrics) {}
