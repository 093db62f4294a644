package dev.herald.worker.delivery;

import java.time.Duration;
import java.time.Instant;

/** How long a claim allows its send to begin: from the claim's creation, on the monotonic and the wall clock. */
public record Lease(Moment from, Duration length) {

    /** To be asked on the sending thread, right before the first byte. A wall clock set back before the claim ends it, too. */
    public boolean holds(Moment now) {
        Instant wall = now.wall();
        return now.monotonicSince(from).compareTo(length) < 0 && wall.isBefore(from.wall().plus(length))
                && !wall.isBefore(from.wall());
    }
}
