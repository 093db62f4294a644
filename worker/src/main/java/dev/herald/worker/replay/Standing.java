package dev.herald.worker.replay;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a replay stands, by the ledgers alone.
 *
 * @param refused
 *            of the failed, those that are the recipients' fault
 * @param unrecoverable
 *            of the stale and the skipped, those that no replay can send any more
 * @param trouble
 *            the latest failure that is not a recipient's fault
 */
record Standing(Counts counts, long refused, long unrecoverable, Optional<Trouble> trouble) {

    static final Standing NONE = new Standing(Counts.NONE, 0, 0, Optional.empty());

    /** What a provider or a sender said of a failure, and when the ledger took it. */
    record Trouble(Instant at, String text) {
        static Trouble later(Trouble one, Trouble other) {
            return one.at.isBefore(other.at) ? other : one;
        }
    }

    static Standing of(Map<Verdict, Long> parts, Optional<Trouble> trouble) {
        long unrecoverable = parts.entrySet()
                .stream()
                .filter(part -> part.getKey().isUnrecoverable())
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Standing(Counts.of(parts), parts.getOrDefault(Verdict.REFUSED, 0L), unrecoverable, trouble);
    }

    Standing plus(Standing other) {
        return new Standing(counts.plus(other.counts), refused + other.refused, unrecoverable + other.unrecoverable,
                Stream.concat(trouble.stream(), other.trouble.stream()).reduce(Trouble::later));
    }

    /** Failed, the recipients' fault aside. */
    long failed() {
        return counts.failed() - refused;
    }

    /** Of what claims of this replay decided, what says whether the repair holds. */
    long judged() {
        return counts.sent() + failed();
    }

    /** All that are not open. */
    long decided() {
        return counts.matched() - counts.remaining();
    }
}
