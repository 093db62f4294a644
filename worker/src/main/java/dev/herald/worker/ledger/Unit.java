package dev.herald.worker.ledger;

/**
 * What is sent: one message to one recipient of one channel.
 *
 * @param offset
 *            of the message in the partition of the log
 * @param recipient
 *            index in the channel's list of recipients, from 0; {@link #WHOLE} for the message as a whole
 */
public record Unit(long offset, int recipient) {

    /** The recipient of a fact about a message as a whole. */
    public static final int WHOLE = -1;

    public static Unit whole(long offset) {
        return new Unit(offset, WHOLE);
    }

    public boolean isWhole() {
        return recipient == WHOLE;
    }

    /** Offsets count up and recipients are few: the record's own hash would cluster. */
    @Override
    public int hashCode() {
        return hash(offset, recipient);
    }

    static int hash(long offset, int recipient) {
        return Long.hashCode((offset * 1_024 + recipient) * 0x9E3779B97F4A7C15L >>> 16);
    }

    @Override
    public String toString() {
        return isWhole() ? Long.toString(offset) : offset + "/" + recipient;
    }
}
