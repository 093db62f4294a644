package dev.herald.worker.status.rules;

/**
 * Time cut into equal pieces, of which the latest are kept.
 *
 * @param millis
 *            the width of one
 * @param count
 *            how many are kept
 */
record Buckets(long millis, int count) {

    // Finer than this, figures of an hour's window would take megabytes for each channel.
    private static final int PIECES = 300;
    private static final long FINEST = 1_000;

    /** For windows of up to this many milliseconds, in whole seconds. */
    static Buckets covering(long window) {
        long width = Math.max(FINEST, Math.ceilDiv(Math.ceilDiv(window, PIECES), FINEST) * FINEST);
        return new Buckets(width, Math.toIntExact(Math.ceilDiv(window, width)) + 2);
    }

    /** The bucket of a time. */
    long of(long time) {
        return Math.floorDiv(time, millis);
    }

    /** When a bucket begins. */
    long start(long bucket) {
        return bucket * millis;
    }

    /** How many buckets a duration takes. */
    long spanning(long duration) {
        return Math.max(1, Math.ceilDiv(duration, millis));
    }
}
