package dev.herald.worker.ledger;

/**
 * What a replay asks the owner of a partition to send again. Layout: docs/formats.md, section 4.
 *
 * @param job
 *            {@code namespace/name/hash of the spec}
 * @param unit
 *            a whole message stands for all its recipients
 * @param attempt
 *            the one that is asked for; acted upon only if it is the unit's next
 * @param selected
 *            the ledger offset up to which the selection had read: the owner must know all facts from it on
 * @param release
 *            the message is in quarantine and to be decoded anew
 */
public record FeedRecord(String job, Unit unit, int attempt, long selected, boolean release) {

    /** Whether the first attempt is asked for, of a unit that no fact spoke of up to {@code selected}. */
    public boolean isFirst() {
        return attempt == 1 && !release;
    }
}
