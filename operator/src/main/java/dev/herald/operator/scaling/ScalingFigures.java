package dev.herald.operator.scaling;

import dev.herald.operator.report.ReportedScaling;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the status worker measures of one channel, all at one time. Rates are over the last 10 to 30 seconds.
 *
 * @param measuredAt
 *            by the clock of who decides: when the report was first seen
 * @param arrivalsPerSecond
 *            messages that fall due: new ones, retries and delayed ones at their time; not those of a replay
 * @param completionsPerSecond
 *            attempts that are decided, with whatever outcome; those of a replay, too
 * @param backlog
 *            messages that are due and not decided, those being sent included; not those of a replay
 * @param oldest
 *            age of the oldest of them that was never attempted, from when it was due; zero if there is none
 * @param replayBacklog
 *            messages that replays under way have still to send; no more than their {@code rateLimit} lets through in {@code targetCatchUp}
 * @param working
 *            replicas that have partitions
 * @param rebalancedAt
 *            when partitions last changed hands: time of the latest takeover in the channel's ledger
 * @param nextDue
 *            when the next message falls due that waits for its time
 * @param partitions
 *            the same figures partition by partition, or of the one in which most waits; empty if they are not known
 */
public record ScalingFigures(Instant measuredAt, double arrivalsPerSecond, double completionsPerSecond, long backlog,
        Duration oldest, long replayBacklog, int working, Optional<Instant> rebalancedAt, Optional<Instant> nextDue,
        List<PartitionFigures> partitions) {
    /** Times the average. */
    private static final double STANDS_OUT = 2;
    /** Seconds before a first attempt. */
    private static final double LONG = 15;

    /**
     * @throws IllegalArgumentException
     *             if a figure is no number, or below zero: what is not known must be left out, as a whole
     */
    public ScalingFigures {
        atLeastZero("arrivalsPerSecond", arrivalsPerSecond);
        atLeastZero("completionsPerSecond", completionsPerSecond);
        atLeastZero("backlog", backlog);
        atLeastZero("oldest", oldest.toMillis());
        atLeastZero("replayBacklog", replayBacklog);
        atLeastZero("working", working);
        partitions = List.copyOf(partitions);
    }

    /**
     * As a report has them. Its times are told by the time since, for clocks may differ. Empty if it holds what is no measurement: that is held like figures that are missing.
     *
     * @param reportedAt
     *            by the report's clock
     * @param measuredAt
     *            when the report was first seen, by the clock of who decides
     * @param replayBacklog
     *            as above
     */
    public static Optional<ScalingFigures> of(ReportedScaling told, Instant reportedAt, Instant measuredAt,
            long replayBacklog) {
        if (reportedAt == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(told, reportedAt, measuredAt, replayBacklog));
        } catch (IllegalArgumentException noMeasurement) {
            return Optional.empty();
        }
    }

    private static ScalingFigures read(ReportedScaling told, Instant reportedAt, Instant measuredAt,
            long replayBacklog) {
        Function<Instant, Instant> here = there -> measuredAt.plus(Duration.between(reportedAt, there));
        return new ScalingFigures(measuredAt, told.arrivalsPerSecond(), told.completionsPerSecond(), told.backlog(),
                Optional.ofNullable(told.oldest())
                        .map(oldest -> Duration.between(oldest, reportedAt))
                        .filter(Duration::isPositive)
                        .orElse(Duration.ZERO),
                replayBacklog, told.working(), Optional.ofNullable(told.rebalanced()).map(here),
                Optional.ofNullable(told.nextDue()).map(here),
                Stream.ofNullable(told.hottest())
                        .map(it -> new PartitionFigures(it.backlog(), it.arrivalsPerSecond()))
                        .toList());
    }

    /**
     * Whether replicas do not keep up: enough waits to fill all slots of those who work twice, or it waits long, and not only a straggler does.
     */
    boolean isBehind(ScalingFacts facts) {
        double waits = oldest.toMillis() / 1000.0;
        return working > 0 && (backlog >= 2L * facts.slots() * working
                || waits >= LONG && backlog >= completionsPerSecond * waits / 2);
    }

    /** Whether all who work are busy with that: not if most of what waits is in one partition. */
    boolean isFull(ScalingFacts facts) {
        return isBehind(facts) && (working == 1 || hotPartition(facts).isEmpty());
    }

    /** The partition with most of what waits, if that is so not by chance; a replica has the slots for some more in any. */
    Optional<PartitionFigures> hotPartition(ScalingFacts facts) {
        return partitions.stream()
                .max(Comparator.comparingLong(PartitionFigures::backlog))
                .filter(it -> facts.partitions() > 1
                        && it.backlog() > facts.slots() + STANDS_OUT * backlog / facts.partitions());
    }

    /** Messages a second, on average over those who work. */
    double completedByEach() {
        return completionsPerSecond / working;
    }

    private static void atLeastZero(String field, double figure) {
        if (!(figure >= 0) || Double.isInfinite(figure)) {
            throw new IllegalArgumentException("%s: %s is no measurement".formatted(field, figure));
        }
    }
}
