package dev.herald.worker.status.scaling;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of a partition is due at a time.
 *
 * @param count
 *            due and not decided
 * @param oldest
 *            when the first of those never attempted was due
 * @param next
 *            when the first of the others is due
 */
public record Due(long count, Optional<Instant> oldest, Optional<Instant> next) {

    public static final Due NOTHING = new Due(0, Optional.empty(), Optional.empty());

    /** Both together. */
    Due and(Due other) {
        return new Due(count + other.count, earlier(oldest, other.oldest), earlier(next, other.next));
    }

    /** In units, where messages were counted. */
    Due times(double unitsPerMessage) {
        return new Due(Math.round(count * unitsPerMessage), oldest, next);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
        return Stream.of(one, other).flatMap(Optional::stream).min(Instant::compareTo);
    }
}
