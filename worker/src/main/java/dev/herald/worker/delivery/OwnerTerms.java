package dev.herald.worker.delivery;

import java.time.Duration;
import java.util.UUID;

/**
 * Who an owner is and how long its sends may take; fixed for its life.
 *
 * @param owner
 *            random and new for each takeover; the upper half of the ids of its claims comes from it
 * @param worker
 *            name of the process, for people
 * @param provider
 *            name of the provider it sends through
 * @param topic
 *            id of the log's topic
 * @param lease
 *            from a claim to the begin of its send
 * @param deadline
 *            from the begin of a send to its end
 * @param margin
 *            what is added to both before another's claim is given up
 * @param ahead
 *            how many log records may wait in the owner for a slot
 */
public record OwnerTerms(UUID owner, String worker, String revision, String provider, UUID topic, Duration lease,
        Duration deadline, Duration margin, int ahead) {

    /** After this, counted from one's own takeover, no claim of another can still be sent. */
    Duration waitingPeriod() {
        return lease.plus(deadline).plus(margin);
    }
}
