package dev.herald.operator.scaling;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How many replicas the figures speak for, between bounds: the least number that suffices; where none does, the number beyond which more bring too little.
 *
 * @param oldest
 *            age of the oldest message that waits, in seconds
 * @param current
 *            replicas now, which may be below the bounds
 * @param behind
 *            whether replicas do not keep up
 */
record Aim(ScalingSettings settings, Capacity capacity, double oldest, int current, int fewest, int most,
        boolean behind, Learned learned) {
    /** Until another replica works: its start, and partitions changing hands. */
    static final Duration START = Duration.ofSeconds(20);

    /** What is done in less, or in one in so many of the time there is, is no reason for more replicas: it would be over before they help. */
    private static final double SHORTEST = 30;
    private static final double A_PART = 4;
    /** Of what replicas can do: what those that are added shall have to do at most. */
    private static final double ADDED = 0.95;
    /** Twice as many replicas must be done in two to the power of minus this of the time, or they are not worth it. */
    private static final double WORTH = 0.2;
    /** By how much another number must be better than the present one. */
    private static final double BETTER = 0.95;

    int replicas() {
        return IntStream.rangeClosed(fewest, most).filter(this::suffices).findFirst().orElseGet(this::bestValue);
    }

    private boolean suffices(int replicas) {
        if (replicas > current) {
            return strain(replicas, START.toSeconds()) <= ADDED;
        }
        double strain = strain(replicas, 0);
        if (replicas == current) {
            return strain <= bearable();
        }
        // Who is behind was given what it takes to be done in time, and keeps it unless it is not used.
        return strain <= (behind ? Math.min(1, strain(current, 0) / BETTER) : capacity.bearableLoad(replicas))
                && !learned.wereTooFew(replicas);
    }

    /** Who is not behind copes, unless more arrives than it can be by chance. */
    private double bearable() {
        return behind ? 1 : 1 + learned.observed().chance();
    }

    private int bestValue() {
        int best = IntStream.rangeClosed(fewest, most)
                .boxed()
                .min(Comparator.comparingDouble(this::price))
                .orElseThrow();
        return current < fewest || current > most || price(best) < BETTER * price(current) ? best : current;
    }

    private double price(int replicas) {
        return strain(replicas, 0) * StrictMath.pow(replicas, WORTH);
    }

    /** Why that number, which the figures speak for, and not another one. */
    Basis basis(int replicas) {
        double strain = strain(replicas, 0);
        if (strain <= bearable()) {
            return replicas == fewest && fewest > 1
                    && strain(fewest - 1, 0) <= capacity.bearableLoad(fewest - 1)
                            ? Basis.Behavior
                            : Basis.Demand;
        }
        if (capacity.isUsedUpBy(replicas)) {
            return capacity.limitedBy();
        }
        if (capacity.hasHotPartition()) {
            return Basis.HotPartition;
        }
        return replicas == most && most < capacity.partitions() ? Basis.MaxReplicas : Basis.Partitions;
    }

    /**
     * How hard it is for so many replicas to be done in time: 1 is just enough.
     *
     * @param lead
     *            seconds until they work
     */
    private double strain(int replicas, double lead) {
        return Math.max(capacity.wait(replicas) / left(settings.maxMessageAge(), oldest + lead),
                capacity.need(replicas, left(settings.targetCatchUp(), lead)));
    }

    private static double left(Duration limit, double gone) {
        double all = limit.toMillis() / 1000.0;
        return Math.max(Math.min(SHORTEST, all / A_PART), all - gone);
    }
}
