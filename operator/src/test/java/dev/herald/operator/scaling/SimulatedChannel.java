package dev.herald.operator.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A channel with its senders, second by second: pods start, partitions change hands, slots are taken, quota and replays have their part. */
final class SimulatedChannel {
    static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");

    private static final int FASTEST_START = 9;
    private static final int REBALANCE = 3;
    static final int WINDOW = 10;
    private static final double REPLAY = 0.25;

    private final SplittableRandom random;
    private final List<SimulatedPartition> partitions;
    private final List<Integer> readyAt = new ArrayList<>();
    private final double[][] arrived;
    private final double[] completed = new double[WINDOW];
    private final double[] underWay;
    private double quota = Double.MAX_VALUE;
    private int second;
    private int working;
    private int rebalancedAt = Integer.MIN_VALUE;
    private double replay;

    SimulatedChannel(long seed, int partitions, int replicas) {
        this.random = new SplittableRandom(seed);
        this.partitions = Stream.generate(SimulatedPartition::new).limit(partitions).toList();
        this.arrived = new double[WINDOW][partitions];
        this.underWay = new double[partitions];
        IntStream.range(0, replicas).forEach(_ -> readyAt.add(0));
        this.working = replicas;
    }

    /** Replicas that have partitions. */
    int working() {
        return working;
    }

    int partitions() {
        return partitions.size();
    }

    int replicas() {
        return readyAt.size();
    }

    /** Pods that are not ready yet go first. */
    void scale(int replicas) {
        while (readyAt.size() > replicas) {
            readyAt.removeLast();
        }
        while (readyAt.size() < replicas) {
            readyAt.add(second + FASTEST_START + readyAt.size() % 4);
        }
    }

    void arrive(double perSecond, double hot, double again) {
        replay += again;
        double[] now = arrived[second % WINDOW];
        for (int i = 0; i < partitions(); i++) {
            now[i] = random(perSecond / partitions()) + (i == 0 ? random(hot) : 0);
            partitions.get(i).add(second, now[i]);
        }
    }

    void limit(double perSecond) {
        quota = perSecond;
    }

    /**
     * A second of work.
     *
     * @param latency
     *            of the provider
     * @param most
     *            messages that one replica sends in it
     */
    void work(double latency, double most) {
        int ready = (int) readyAt.stream().filter(it -> it <= second).count();
        if (ready != working) {
            working = ready;
            rebalancedAt = second + REBALANCE;
        }
        completed[second % WINDOW] = 0;
        Arrays.fill(underWay, 0);
        if (second >= rebalancedAt) {
            IntStream.range(0, working).forEach(replica -> work(replica, latency, most));
        }
        second++;
    }

    private void work(int replica, double latency, double fastest) {
        int owned = Math.ceilDiv(partitions() - replica, working);
        double most = Math.min(Math.min(Trace.SLOTS / latency, fastest), quota * owned / partitions());
        double waiting = 0;
        for (int it = replica; it < partitions(); it += working) {
            waiting += partitions.get(it).backlog();
        }
        double again = Math.min(replay, Math.max(most - waiting, replay > 0 ? REPLAY * most : 0));
        replay = Math.max(0, replay - again);
        completed[second % WINDOW] += again;
        if (waiting <= most - again) {
            for (int it = replica; it < partitions(); it += working) {
                send(it, waiting, latency);
            }
        } else {
            share(replica, owned, most - again, latency);
        }
    }

    /** Served alike: who has less than his share leaves the rest to the others. */
    private void share(int replica, int owned, double most, double latency) {
        Integer[] own = new Integer[owned];
        Arrays.setAll(own, i -> replica + i * working);
        Arrays.sort(own, Comparator.comparingDouble(it -> partitions.get(it).backlog()));
        double left = most;
        for (int i = 0; i < owned; i++) {
            left -= send(own[i], left / (owned - i), latency);
        }
    }

    private double send(int partition, double most, double latency) {
        double sent = partitions.get(partition).take(most);
        underWay[partition] = Double.isInfinite(latency) ? 0 : sent * latency;
        completed[second % WINDOW] += sent;
        return sent;
    }

    /** Seconds. */
    int oldest() {
        int oldest = 0;
        for (SimulatedPartition it : partitions) {
            oldest = Math.max(oldest, it.age(second));
        }
        return oldest;
    }

    /** Messages that a replay has still to send. */
    double replay() {
        return replay;
    }

    ScalingFigures figures() {
        List<PartitionFigures> each = IntStream.range(0, partitions())
                .mapToObj(i -> new PartitionFigures(Math.round(partitions.get(i).backlog() + underWay[i]),
                        Arrays.stream(arrived).mapToDouble(it -> it[i]).sum() / WINDOW))
                .toList();
        return new ScalingFigures(at(second), each.stream().mapToDouble(PartitionFigures::arrivalsPerSecond).sum(),
                Arrays.stream(completed).sum() / WINDOW, backlog(),
                Duration.ofSeconds(oldest()), (long) Math.ceil(replay), second >= rebalancedAt ? working : 0,
                rebalancedAt < 0 ? Optional.empty() : Optional.of(at(rebalancedAt)), Optional.empty(), each);
    }

    /** Messages, a part of one counting as one. */
    private long backlog() {
        double waiting = partitions.stream().mapToDouble(SimulatedPartition::backlog).sum();
        return (long) Math.ceil(waiting + Arrays.stream(underWay).sum());
    }

    static Instant at(int second) {
        return BEGIN.plusSeconds(second);
    }

    /** Poisson, by Knuth's product of uniforms in portions small enough for doubles. */
    private int random(double mean) {
        int number = 0;
        for (double left = mean; left > 0; left -= 10) {
            double limit = StrictMath.exp(-Math.min(left, 10));
            for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
                number++;
            }
        }
        return number;
    }
}
