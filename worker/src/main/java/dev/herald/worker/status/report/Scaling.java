package dev.herald.worker.status.report;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.herald.worker.status.scaling.ScalingFigures;

/**
 * What the operator scales the senders of a channel by, as of one moment; units and seconds.
 *
 * @param oldest
 *            when the oldest that is due and was never attempted fell due; null when there is none
 * @param working
 *            senders that own partitions
 * @param rebalanced
 *            when the latest takeover was appended; null when none was read
 * @param nextDue
 *            when the next one falls due that waits for its time; null when there is none
 * @param hottest
 *            null when nothing waits
 */
@JsonPropertyOrder({"arrivalsPerSecond", "completionsPerSecond", "backlog", "oldest", "working", "rebalanced",
        "nextDue", "hottest"})
public record Scaling(double arrivalsPerSecond, double completionsPerSecond, long backlog, Instant oldest, int working,
        Instant rebalanced, Instant nextDue, Hottest hottest) {

    private static final double PRECISION = 1_000;

    /** The partition with the largest backlog. */
    @JsonPropertyOrder({"partition", "backlog", "arrivalsPerSecond"})
    public record Hottest(int partition, long backlog, double arrivalsPerSecond) {
        static Hottest of(ScalingFigures.Partition partition) {
            return new Hottest(partition.number(), partition.backlog(), rounded(partition.arrivalsPerSecond()));
        }
    }

    /** From what log and ledger say. */
    public static Scaling of(ScalingFigures figures, int working) {
        return new Scaling(rounded(figures.arrivalsPerSecond()), rounded(figures.completionsPerSecond()),
                figures.backlog(), figures.oldest().orElse(null), working, figures.rebalanced().orElse(null),
                figures.nextDue().orElse(null), figures.hottest().map(Hottest::of).orElse(null));
    }

    private static double rounded(double rate) {
        return Math.round(rate * PRECISION) / PRECISION;
    }
}
