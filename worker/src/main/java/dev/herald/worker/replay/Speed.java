package dev.herald.worker.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How fast a replay is, over the last minute.
 *
 * @param seen
 *            how many were decided when, the oldest first
 */
record Speed(List<Sample> seen) {

    static final Speed UNKNOWN = new Speed(List.of());
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final double TENTHS = 10;
    private static final double MILLIS = 1000;

    /** How many units were decided at a time. */
    record Sample(Instant at, long decided) {}

    Speed {
        seen = List.copyOf(seen);
    }

    Speed with(Instant at, long decided) {
        Instant begin = at.minus(WINDOW);
        return new Speed(Stream
                .concat(seen.stream().filter(it -> !it.at.isBefore(begin) && it.at.isBefore(at)),
                        Stream.of(new Sample(at, decided)))
                .toList());
    }

    /** Units a second, rounded to a tenth; 0 while too little was seen. */
    double perSecond() {
        return Math.round(exact() * TENTHS) / TENTHS;
    }

    /** When this many more will be decided at this speed, to the second. */
    Optional<Instant> eta(long remaining) {
        double rate = exact();
        if (rate == 0 || remaining == 0) {
            return Optional.empty();
        }
        long seconds = (long) Math.ceil(remaining / rate);
        return Optional.of(Instant.ofEpochSecond(seen.getLast().at.getEpochSecond() + seconds));
    }

    private double exact() {
        if (seen.size() < 2) {
            return 0;
        }
        Sample first = seen.getFirst();
        Sample last = seen.getLast();
        return Math.max(0, last.decided - first.decided) * MILLIS / Duration.between(first.at, last.at).toMillis();
    }
}
