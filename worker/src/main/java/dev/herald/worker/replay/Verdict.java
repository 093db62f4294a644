package dev.herald.worker.replay;

import java.util.EnumSet;
import java.util.Set;

/**
 * What became of what a replay asked for. Of the recipients of a message, the one declared last speaks for the message; but
 * as long as one remains, it remains.
 */
enum Verdict {
    REMAINING, ALREADY_ACCEPTED, STALE,
    /** Past its time, or the log no longer holds it. */
    EXPIRED, UNDECODABLE,
    /** Another replay was first. */
    SKIPPED, SENT, UNKNOWN,
    /** Failed, and the recipient is to blame. */
    REFUSED, FAILED;

    private static final Set<Verdict> UNRECOVERABLE = EnumSet.of(STALE, EXPIRED, UNDECODABLE);

    boolean isOpen() {
        return this == REMAINING;
    }

    /** Whether it can no longer be sent, by any replay. */
    boolean isUnrecoverable() {
        return UNRECOVERABLE.contains(this);
    }

    /** Whether it was sent, and that says whether the repair holds. */
    boolean isTried() {
        return compareTo(SENT) >= 0;
    }

    /** Whether it was sent, and that may be the channel's fault. */
    boolean isTrouble() {
        return this == FAILED || this == UNKNOWN;
    }

    Verdict and(Verdict other) {
        if (isOpen() || other.isOpen()) {
            return REMAINING;
        }
        return compareTo(other) >= 0 ? this : other;
    }
}
