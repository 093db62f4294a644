package dev.herald.worker.ledger;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The part of the ledger in which a reader forgets nothing: the last 10 minutes by the broker's time, in steps of a second.
 * All readers forget the same place at the same place.
 */
final class Window {

    private static final long SECONDS = 600;

    private final Deque<Step> steps = new ArrayDeque<>();
    private long latestMillis;
    private long forgottenUpTo = -1;

    private static final class Step {
        private final long second;
        private long lastOffset;

        Step(long second) {
            this.second = second;
        }
    }

    void read(long offset, long appendedMillis) {
        latestMillis = Math.max(latestMillis, appendedMillis);
        long second = latestMillis / 1_000;
        Step last = steps.peekLast();
        if (last == null || last.second != second) {
            last = new Step(second);
            steps.add(last);
        }
        last.lastOffset = offset;
        for (Step oldest = steps.peek(); second - oldest.second > SECONDS; oldest = steps.peek()) {
            forgottenUpTo = oldest.lastOffset;
            steps.remove();
        }
    }

    /** The broker's time of the latest fact, in milliseconds since 1970. */
    long latestMillis() {
        return latestMillis;
    }

    boolean contains(long offset) {
        return offset > forgottenUpTo;
    }
}
