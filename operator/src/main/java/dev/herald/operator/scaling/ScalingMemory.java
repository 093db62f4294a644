package dev.herald.operator.scaling;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a decision leaves for the next one. It changes with each, and may be lost: then nothing goes down until a window has passed, and the rate of one replica is learned anew. So
 * it is worth writing down when replicas change, and no more often.
 *
 * @param recommendations
 *            that may still count in a stabilisation window, the oldest first
 * @param changes
 *            of the number of replicas within the periods of the policies
 * @param learned
 *            about how much one replica does
 * @param working
 *            replicas that had partitions when that was last seen; null if it never was
 * @param rebalancedAt
 *            when partitions last changed hands; null if that was not seen
 * @param measuredAt
 *            of the figures that were last decided by; null if there were none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ScalingMemory(List<Recommendation> recommendations, List<Change> changes, Learned learned,
        Integer working, Instant rebalancedAt, Instant measuredAt) {
    /** Of a channel about which nothing was decided before. */
    public static final ScalingMemory NONE = new ScalingMemory(List.of(), List.of(), Learned.NOTHING, null, null,
            null);

    public ScalingMemory {
        recommendations = List.copyOf(Objects.requireNonNullElseGet(recommendations, List::of));
        changes = List.copyOf(Objects.requireNonNullElseGet(changes, List::of));
        learned = Objects.requireNonNullElse(learned, Learned.NOTHING);
    }

    /** A number of replicas that figures spoke for. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Recommendation(int replicas, Instant at) {}

    /**
     * A change of the number of replicas.
     *
     * @param by
     *            below zero on the way down
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Change(int by, Instant at) {}

    /** With the time at which partitions changed hands, as the ledger or the number of those who have any tells it. */
    ScalingMemory seeing(ScalingFigures figures) {
        Instant told = figures.rebalancedAt().orElse(null);
        Instant seen = working == null || working == figures.working() ? null : figures.measuredAt();
        return new ScalingMemory(recommendations, changes, learned, figures.working(),
                later(rebalancedAt, later(told, seen)), measuredAt);
    }

    /** A replica that goes gives its partitions to others, which no figures of before know. */
    ScalingMemory rebalancing(Instant when) {
        return new ScalingMemory(recommendations, changes, learned, working, later(rebalancedAt, when), measuredAt);
    }

    ScalingMemory measured(Learned next, Instant at) {
        return new ScalingMemory(recommendations, changes, next, working, rebalancedAt, at);
    }

    ScalingMemory with(Learned next) {
        return measured(next, measuredAt);
    }

    /**
     * With one more recommendation. An earlier one is dropped when later ones are as high and as low: it decides no window any more. So there are never more than twice as many as
     * there are different numbers.
     */
    ScalingMemory recommending(int replicas, Duration longestWindow, Instant now) {
        List<Recommendation> kept = new ArrayList<>();
        int lowest = replicas;
        int highest = replicas;
        for (Recommendation earlier : recommendations.reversed()) {
            int asked = earlier.replicas();
            if ((asked < lowest || asked > highest) && earlier.at().isAfter(now.minus(longestWindow))) {
                kept.addFirst(earlier);
            }
            lowest = Math.min(lowest, asked);
            highest = Math.max(highest, asked);
        }
        kept.add(new Recommendation(replicas, now));
        return new ScalingMemory(kept, changes, learned, working, rebalancedAt, measuredAt);
    }

    ScalingMemory changing(int by, Duration longestPeriod, Instant now) {
        List<Change> kept = new ArrayList<>(
                changes.stream().filter(change -> change.at().isAfter(now.minus(longestPeriod))).toList());
        if (by != 0) {
            kept.add(new Change(by, now));
        }
        return new ScalingMemory(recommendations, kept, learned, working, rebalancedAt, measuredAt);
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || other != null && other.isAfter(one) ? other : one;
    }
}
