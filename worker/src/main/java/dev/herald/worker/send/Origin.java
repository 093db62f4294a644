package dev.herald.worker.send;

import dev.herald.worker.delivery.StartingPoint;
import java.time.Instant;
import java.util.Optional;

/**
 * Where work on a partition begins, and what lies before the channel's time.
 *
 * @param epoch
 *            leader epoch of the log record before the progress, where it is known
 * @param before
 *            messages accepted before it, at offsets below {@code until}, are not the channel's
 * @param until
 *            end of the log when the channel began: what came later is the channel's, whatever clock stamped it
 */
record Origin(StartingPoint point, Optional<Integer> epoch, Optional<Instant> before, long until) {

    /** Whether a record of the log is the channel's business. */
    boolean covers(long offset, long timestamp) {
        return offset >= until || before.map(time -> timestamp >= time.toEpochMilli()).orElse(true);
    }
}
