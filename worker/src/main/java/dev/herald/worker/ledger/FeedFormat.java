package dev.herald.worker.ledger;

/** The bytes of a feed record: docs/formats.md, section 4. */
public final class FeedFormat {

    /** The version this writes, and the newest it reads. */
    public static final int VERSION = 1;

    private FeedFormat() {
    }

    public static byte[] encode(FeedRecord feed) {
        throw new UnsupportedOperationException();
    }

    /**
     * @throws UnreadableRecordException
     *             if the version is unknown or the record is cut short
     */
    public static FeedRecord decode(byte[] record) {
        throw new UnsupportedOperationException();
    }
}
