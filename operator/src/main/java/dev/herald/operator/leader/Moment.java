package dev.herald.operator.leader;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time on this machine's two clocks. The monotonic one stands still while a virtual machine is suspended, the wall clock is set now and then: neither is
 * enough alone.
 *
 * @param nanos
 *            monotonic, as {@link System#nanoTime()}
 * @param wall
 *            for people, and for what the other clock may have missed
 */
record Moment(long nanos, Instant wall) {
    /** Now. */
    static Moment now() {
        return new Moment(System.nanoTime(), Instant.now());
    }

    /** How long ago that was at most. */
    Duration atMostSince(Moment earlier) {
        Duration steady = surelySince(earlier);
        Duration shown = Duration.between(earlier.wall, wall);
        return shown.compareTo(steady) > 0 ? shown : steady;
    }

    /** How long ago that was at least. */
    Duration surelySince(Moment earlier) {
        return Duration.ofNanos(nanos - earlier.nanos);
    }
}
