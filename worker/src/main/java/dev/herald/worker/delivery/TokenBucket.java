package dev.herald.worker.delivery;

/**
 * A sender's part of a token bucket that all senders of a channel have together: as much of its rate and depth as the sender
 * owns of the partitions, but room for one token at least. It begins empty, and a part that grows brings no tokens, so that
 * what moves from sender to sender brings no burst with it. Counted in whole numbers: rounding never adds up to more.
 */
final class TokenBucket {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_AHEAD = 1_000;

    // A token is a message. Of these fractions a rate of thousandths a second brings a whole number each millisecond.
    private final long token;
    private long perMilli;
    private long depth;
    private long level;
    private long filledTo;
    private long now;

    /** @param partitions of the log, which all senders own together */
    TokenBucket(int partitions) {
        this.token = 1_000L * 1_000 * partitions;
    }

    /**
     * Fills up to now by the part it had, which then is another.
     *
     * @param nanos
     *            the monotonic clock, now
     * @param rate
     *            of all senders, thousandths of a message a second
     * @param burst
     *            of all senders, thousandths of a message
     * @param owned
     *            partitions
     */
    void advance(long nanos, long rate, long burst, int owned) {
        now = nanos;
        if (perMilli > 0) {
            fill();
        }
        if (perMilli != rate * owned) {
            perMilli = rate * owned;
            // The millisecond that has begun is neither part's, so that many changes never add up to more.
            filledTo = nanos;
        }
        depth = perMilli == 0 ? 0 : Math.max(token, 1_000 * burst * owned);
        level = Math.min(level, depth);
    }

    private void fill() {
        long millis = (now - filledTo) / NANOS_PER_MILLI;
        filledTo += millis * NANOS_PER_MILLI;
        long untilFull = Math.ceilDiv(depth - level, perMilli);
        level = Math.min(depth, level + perMilli * Math.min(millis, untilFull));
    }

    /** @return false if there is no token */
    boolean take() {
        if (level < token) {
            return false;
        }
        level -= token;
        return true;
    }

    /** Tokens that are there or come in the next second; one at least, where any come at all. */
    long soon() {
        return perMilli == 0 ? 0 : Math.max(1, (level + perMilli * MILLIS_AHEAD) / token);
    }

    /** How long until there is a token; {@link Long#MAX_VALUE} while none come. */
    long nanosToNext() {
        if (perMilli == 0) {
            return Long.MAX_VALUE;
        }
        long millis = Math.ceilDiv(Math.max(0, token - level), perMilli);
        return Math.max(0, filledTo + millis * NANOS_PER_MILLI - now);
    }
}
