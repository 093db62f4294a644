package dev.herald.operator.plan;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Figures as statuses show them: as exact as people need, so that they change seldom. */
public final class Rounded {
    private Rounded() {
    }

    /** A number of messages, to two digits from a hundred on. */
    public static long count(long exact) {
        long unit = 1;
        while (exact / unit >= 100) {
            unit *= 10;
        }
        return Math.max(0, (exact + unit / 2) / unit * unit);
    }

    /** A time, to the second. */
    public static Instant time(Instant exact) {
        return exact.truncatedTo(ChronoUnit.SECONDS);
    }
}
