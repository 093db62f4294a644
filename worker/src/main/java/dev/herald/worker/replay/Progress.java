package dev.herald.worker.replay;

import java.time.Instant;

/** What a replay tells of itself while it runs; from any thread. */
final class Progress {

    private volatile Counts counts = Counts.NONE;
    private volatile int outstanding;
    private volatile Instant lastStep;

    Progress(Instant now) {
        this.lastStep = now;
    }

    void step(Instant now) {
        lastStep = now;
    }

    void stands(Counts now, int asked) {
        counts = now;
        outstanding = asked;
    }

    /** What has become of what was selected. */
    Counts counts() {
        return counts;
    }

    /** How many units are with the senders. */
    int outstanding() {
        return outstanding;
    }

    /** When it last did anything. */
    Instant lastStep() {
        return lastStep;
    }
}
