package dev.herald.worker.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * One reading of both clocks. The wall clock may step, the monotonic one may stand still while a machine sleeps: a lease
 * must hold on both.
 *
 * @param monotonicNanos
 *            as {@link System#nanoTime}: of meaning only beside another of the same process
 */
public record Moment(Instant wall, long monotonicNanos) {

    Duration monotonicSince(Moment earlier) {
        return Duration.ofNanos(monotonicNanos - earlier.monotonicNanos);
    }
}
