package dev.herald.worker.replay;

/**
 * What became of what a replay asked for. Of the recipients of a message, the one declared last speaks for the message; but
 * as long as one remains, it remains.
 */
enum Verdict {
    REMAINING, ALREADY_ACCEPTED, STALE, SKIPPED, SENT, UNKNOWN, FAILED;

    boolean isOpen() {
        return this == REMAINING;
    }

    Verdict and(Verdict other) {
        if (isOpen() || other.isOpen()) {
            return REMAINING;
        }
        return compareTo(other) >= 0 ? this : other;
    }
}
