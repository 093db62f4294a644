package dev.herald.worker.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * How many may be asked for now: tokens that come at a rate which may change at any time, and of which at most a second's
 * worth is saved up. Begins with none, so that a feeder that dies again and again is no faster.
 */
final class Pace {

    private static final double SECOND = Duration.ofSeconds(1).toNanos();

    private Instant last;
    private double tokens;

    Pace(Instant now) {
        this.last = now;
    }

    /** @param perSecond empty: as many as one likes */
    int available(Instant now, OptionalInt perSecond) {
        // A wall clock may be put back.
        double seconds = Math.max(0, Duration.between(last, now).toNanos() / SECOND);
        last = now;
        if (perSecond.isEmpty()) {
            tokens = 0;
            return Integer.MAX_VALUE;
        }
        tokens = Math.min(perSecond.getAsInt(), tokens + seconds * perSecond.getAsInt());
        return (int) tokens;
    }

    void take(int used) {
        tokens = Math.max(0, tokens - used);
    }
}
