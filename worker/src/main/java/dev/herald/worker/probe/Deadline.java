package dev.herald.worker.probe;

import java.time.Duration;

/** Until when one part of a probe may last, on the monotonic clock. */
record Deadline(long nanoTime) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean hasPassed() {
        return left().isNegative();
    }

    Duration left() {
        return Duration.ofNanos(nanoTime - System.nanoTime());
    }
}
