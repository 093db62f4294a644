package dev.herald.worker.status.ledger;

/** Knows takeovers of one channel's ledger that were written before the place where reading of it began. */
interface Takeovers {

    /**
     * The revision of the sender that took a partition over.
     *
     * @param offset
     *            of the takeover in the ledger
     * @return empty if the ledger no longer holds it
     */
    String revision(int partition, long offset);
}
