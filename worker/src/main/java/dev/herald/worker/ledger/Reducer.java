package dev.herald.worker.ledger;

import java.time.Instant;

/**
 * Reads one partition of a ledger, fact by fact, and knows what they mean: one reducer, the same in sender, replay and
 * status worker. Settled units are forgotten after 10 minutes of ledger time.
 */
public final class Reducer {

    /** The current takeover at the start of reading is not known: the highest one cited is taken for it. */
    public static final long UNKNOWN_TAKEOVER = -1;

    /**
     * @param from
     *            the ledger offset of the first fact that will be applied
     * @param takeover
     *            ledger offset of the takeover that is current at {@code from}, or {@link #UNKNOWN_TAKEOVER}
     */
    public Reducer(long from, long takeover) {
    }

    /**
     * @param offset
     *            of the record in the ledger; must rise
     * @param appendedAt
     *            the broker's time of it
     */
    public Effect apply(long offset, Instant appendedAt, Fact fact) {
        throw new UnsupportedOperationException();
    }

    /** The current takeover's ledger offset, or {@link #UNKNOWN_TAKEOVER}. */
    public long takeover() {
        throw new UnsupportedOperationException();
    }

    /** {@link UnitState#UNSEEN} if nothing is known of it, or it is settled and forgotten. */
    public UnitState state(Unit unit) {
        throw new UnsupportedOperationException();
    }

    /** The number of units that wait for a due time. */
    public int pending() {
        throw new UnsupportedOperationException();
    }

    /** The number of units under a claim without outcome. */
    public int claimed() {
        throw new UnsupportedOperationException();
    }
}
