package dev.herald.operator.scaling;

import java.util.Optional;

/**
 * What a number of replicas could do with what waits and arrives. What counts is the busiest replica: it has the heaviest partition, and of others as many as even shares give it.
 * Numbers below are messages and seconds.
 *
 * @param rate
 *            of one replica
 * @param most
 *            that quota or provider let through, over all replicas: each has the part of its partitions
 * @param limitedBy
 *            which of the two
 * @param free
 *            share of that which a replay leaves
 * @param replay
 *            messages of it that wait in each partition
 * @param heaviest
 *            partition; the average one where none stands out
 * @param other
 *            each of the others
 */
record Capacity(int partitions, double rate, double most, Basis limitedBy, double free, double replay,
        PartitionWork heaviest, PartitionWork other) {
    /** Above what the provider was seen to take, so that replicas suffice to see it take more again. */
    private static final double ROOM = 1.2;
    private static final double NEARLY = 0.95;
    private static final double PERCENT = 100;
    /** Who is behind by more than so many seconds is noticed; by so many standard deviations less than all, nobody is by chance. */
    private static final double SECONDS = 15;
    private static final double DEVIATIONS = 2.5;
    /** Where replicas do next to nothing a second, chance would leave them nothing. */
    private static final double AT_LEAST = 0.3;

    /** What waits in a partition, and arrives there a second. */
    record PartitionWork(double backlog, double arrivals) {}

    static Capacity of(ScalingFacts facts, ScalingFigures figures, Learned learned) {
        double provider = learned.limit() > 0 ? learned.limit() * ROOM : Double.MAX_VALUE;
        double most = Math.min(facts.quota(), provider);
        Basis limitedBy = provider < facts.quota() ? Basis.Provider : Basis.Quota;
        // A sender leaves live messages one slot at least.
        double free = Math.max(1 - facts.replayPercent() / PERCENT, 1.0 / facts.slots());
        int partitions = facts.partitions();
        double replay = (double) figures.replayBacklog() / partitions;
        double backlog = figures.backlog();
        double arrivals = learned.observed().arrivals();
        PartitionWork average = new PartitionWork(backlog / partitions, arrivals / partitions);
        Optional<PartitionWork> hot = figures.hotPartition(facts)
                .map(it -> new PartitionWork(it.backlog(), it.arrivalsPerSecond()));
        PartitionWork others = hot.map(it -> new PartitionWork(Math.max(0, backlog - it.backlog()) / (partitions - 1),
                Math.max(0, arrivals - it.arrivals()) / (partitions - 1))).orElse(average);
        return new Capacity(partitions, learned.rate(), most, limitedBy, free, replay,
                hot.orElse(average), others);
    }

    boolean hasHotPartition() {
        return !heaviest.equals(other);
    }

    /** Whether quota or provider let through about what that many replicas can do, or less. */
    boolean isUsedUpBy(int replicas) {
        return rate * replicas >= NEARLY * most;
    }

    /** Partitions of the busiest replica. */
    private int share(int replicas) {
        return Math.ceilDiv(partitions, replicas);
    }

    /** Messages a second that the busiest replica completes. */
    private double rate(int replicas) {
        return Math.min(rate, most * share(replicas) / partitions);
    }

    /** Seconds until the last message that waits now is sent: all partitions of a replica are served alike. */
    double wait(int replicas) {
        double rate = free * rate(replicas);
        int others = share(replicas) - 1;
        double inTurn = (others + 1) * heaviest.backlog() / rate;
        double left = rate - others * other.arrivals();
        return left > 0 ? Math.min(inTurn, (heaviest.backlog() + others * other.backlog()) / left) : inTurn;
    }

    /** Seconds until nothing waits; infinite if more arrives than is completed. */
    double catchUp(int replicas) {
        double left = free * rate(replicas) - arrivals(replicas);
        return backlog(replicas) == 0 ? 0 : left > 0 ? backlog(replicas) / left : Double.POSITIVE_INFINITY;
    }

    /** Of what the busiest replica can do: what it must, to be done within these seconds, with a replay and without taking more from live messages than that may. */
    double need(int replicas, double seconds) {
        double live = backlog(replicas) / seconds + arrivals(replicas);
        double all = live + replay * share(replicas) / seconds;
        return Math.max(live / free, all) / rate(replicas);
    }

    /** Whether so many may be too few for what arrives, were there no backlog and no replay. */
    boolean isHardFor(int replicas) {
        return arrivals(replicas) / rate(replicas) >= NEARLY * bearableLoad(replicas);
    }

    /** The load with which replicas keep up without falling behind by chance: the more messages there are, the less those of some seconds differ. */
    double bearableLoad(int replicas) {
        return Math.max(AT_LEAST, 1 - DEVIATIONS / Math.sqrt(SECONDS * rate * replicas));
    }

    private double backlog(int replicas) {
        return heaviest.backlog() + (share(replicas) - 1) * other.backlog();
    }

    private double arrivals(int replicas) {
        return heaviest.arrivals() + (share(replicas) - 1) * other.arrivals();
    }
}
