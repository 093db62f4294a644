package dev.herald.worker.ledger;

/** The bytes of a fact in the ledger: docs/formats.md, section 3. */
public final class FactFormat {

    /** The version this writes, and the newest it reads. */
    public static final int VERSION = 1;

    private FactFormat() {
    }

    public static byte[] encode(Fact fact) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws UnreadableRecordException
     *             if the version or kind is unknown, or the record is cut short; the message says which
     */
    public static Fact decode(byte[] record) {
        throw new UnsupportedOperationException();
    }
}
