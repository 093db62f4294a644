package dev.herald.operator.scaling;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/**
 * What happens to the channels of an account, second by second. One replica completes {@link #SLOTS} messages in the time that the provider takes for one.
 *
 * @param seconds
 *            how long
 * @param partitions
 *            of the log
 * @param quotaPerSecond
 *            of the account; 0: none
 * @param latency
 *            of the provider, in seconds; infinite: it answers nothing
 * @param taken
 *            messages a second that the provider takes at most, from all replicas of a channel
 * @param fastest
 *            messages a second that one replica can do, however many slots it has
 * @param figures
 *            how those who decide see a second
 */
record Trace(String name, int seconds, int partitions, int quotaPerSecond, List<Load> loads,
        IntToDoubleFunction latency, IntToDoubleFunction taken, double fastest, IntFunction<Sight> figures) {
    static final int SLOTS = 16;
    static final double LATENCY = 1.25;
    /** Messages a second of one replica, while the provider is as ever. */
    static final double RATE = SLOTS / LATENCY;
    static final int PARTITIONS = 12;

    /** What becomes of figures. */
    enum Sight {
        CLEAR, LATE, MISSING
    }

    /**
     * What arrives in one channel, by second.
     *
     * @param perSecond
     *            over all partitions
     * @param hot
     *            to one partition, besides
     * @param replay
     *            messages that a replay which begins then has to send
     */
    record Load(IntToDoubleFunction perSecond, IntToDoubleFunction hot, IntToDoubleFunction replay) {
        static Load of(IntToDoubleFunction perSecond) {
            return new Load(perSecond, _ -> 0, _ -> 0);
        }
    }

    static Trace of(String name, int seconds, Load... loads) {
        return new Trace(name, seconds, PARTITIONS, 0, List.of(loads), _ -> LATENCY, _ -> Double.MAX_VALUE,
                Double.MAX_VALUE, _ -> Sight.CLEAR);
    }

    Trace partitions(int number) {
        return new Trace(name, seconds, number, quotaPerSecond, loads, latency, taken, fastest, figures);
    }

    Trace quota(int perSecond) {
        return new Trace(name, seconds, partitions, perSecond, loads, latency, taken, fastest, figures);
    }

    Trace latency(IntToDoubleFunction bySecond) {
        return new Trace(name, seconds, partitions, quotaPerSecond, loads, bySecond, taken, fastest, figures);
    }

    Trace taken(IntToDoubleFunction perSecond) {
        return new Trace(name, seconds, partitions, quotaPerSecond, loads, latency, perSecond, fastest, figures);
    }

    Trace fastest(double perSecond) {
        return new Trace(name, seconds, partitions, quotaPerSecond, loads, latency, taken, perSecond, figures);
    }

    Trace seen(IntFunction<Sight> how) {
        return new Trace(name, seconds, partitions, quotaPerSecond, loads, latency, taken, fastest, how);
    }

    @Override
    public String toString() {
        return name;
    }
}
