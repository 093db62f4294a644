package dev.herald.worker.send;

import java.time.Duration;

/**
 * When a lost partition is taken over again: soon at first, then less and less often, so that two senders that both believe
 * in their membership do not tear at it.
 *
 * @param pause
 *            before the next try
 * @param dueNanos
 *            of the monotonic clock
 * @param waiting
 *            false while the try is under way
 */
record Retake(Duration pause, long dueNanos, boolean waiting) {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    // Owned as long as this, a partition's past troubles are forgotten.
    private static final Duration PEACE = Duration.ofMinutes(5);

    static final Retake NONE = new Retake(Duration.ZERO, 0, false);

    /** It was lost once more. */
    Retake next(long nowNanos) {
        Duration longer = pause.isZero() ? FIRST : pause.multipliedBy(2);
        Duration next = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        return new Retake(next, nowNanos + next.toNanos(), true);
    }

    /** Nobody could say whose the partition is: asked again soon. */
    Retake again(long nowNanos) {
        return new Retake(pause, nowNanos + FIRST.toNanos(), true);
    }

    /** Somebody has been asked. */
    Retake asked() {
        return new Retake(pause, dueNanos, false);
    }

    boolean isDue(long nowNanos) {
        return waiting && nowNanos - dueNanos >= 0;
    }

    boolean isForgotten(long nowNanos) {
        return nowNanos - dueNanos > PEACE.toNanos();
    }
}
