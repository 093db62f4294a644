package dev.herald.worker.delivery;

import java.util.Optional;

/**
 * What a sender may do with one kind of messages, by its part of the channel's rate: claim what will soon have a token, send
 * what has one. Without a limit, all.
 */
final class RateLimit {

    private final TokenBucket bucket;
    private boolean limited;
    private int unsent;
    private boolean lacking;

    /** Of all senders together, in thousandths of a message: a second, and at once. */
    record Whole(long rate, long burst) {}

    RateLimit(int partitions) {
        bucket = new TokenBucket(partitions);
    }

    void advance(long nanos, Optional<Whole> whole, int owned, int unsentNow) {
        limited = whole.isPresent();
        bucket.advance(nanos, whole.map(Whole::rate).orElse(0L), whole.map(Whole::burst).orElse(0L), owned);
        unsent = unsentNow;
        lacking = false;
    }

    /** Whether one more claim will have its token soon. */
    boolean mayClaim() {
        return !limited || unsent < bucket.soon();
    }

    void claimed() {
        unsent++;
    }

    /**
     * Takes the token of a claim that is sent now.
     *
     * @return false if there is none: the claim has to wait
     */
    boolean take() {
        if (!limited) {
            return true;
        }
        if (!bucket.take()) {
            lacking = true;
            return false;
        }
        unsent--;
        return true;
    }

    /** How long until a claim that waits may be sent; {@link Long#MAX_VALUE} while none waits. */
    long nanosToNext() {
        return lacking ? bucket.nanosToNext() : Long.MAX_VALUE;
    }
}
