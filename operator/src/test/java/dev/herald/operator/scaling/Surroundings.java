package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Partitions, bounds and senders of a channel, by chance. What limits a sender are its slots, or its processor.
 *
 * @param latency
 *            of the provider, in seconds
 * @param fastest
 *            messages a second that the processor allows
 */
record Surroundings(int partitions, int fewest, int most, double latency, double fastest) {

    static Surroundings of(SplittableRandom random) {
        int most = random.nextInt(1, 17);
        double latency = random.nextDouble(0.2, 4);
        boolean slots = random.nextBoolean();
        int partitions = random.nextInt(1, 49);
        int fewest = random.nextInt(0, Math.min(3, most + 1));
        return new Surroundings(partitions, fewest, most, latency,
                slots ? Double.MAX_VALUE : random.nextDouble(0.2, 0.9) * Trace.SLOTS / latency);
    }

    /** Messages a second of one replica. */
    double rate() {
        return Math.min(Trace.SLOTS / latency, fastest);
    }

    /** More would have no partition, or are not allowed. */
    int useful() {
        return Math.min(most, partitions);
    }

    /** Messages a second, evenly over the partitions, that all of them complete. */
    double capacity() {
        return rate() * partitions / Math.ceilDiv(partitions, useful());
    }

    ScalingSettings settings(Duration targetCatchUp) {
        return new ScalingSettings(Mode.Auto, fewest, most, targetCatchUp, Duration.ofHours(1),
                ScalingBehavior.DEFAULT);
    }

    Trace trace(int seconds, Trace.Load load) {
        return Trace.of("random", seconds, load).partitions(partitions).latency(_ -> latency).fastest(fastest);
    }
}
