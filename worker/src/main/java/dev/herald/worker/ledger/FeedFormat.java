package dev.herald.worker.ledger;

/** The bytes of a feed record: docs/formats.md, section 4. */
public final class FeedFormat {

    /** The version this writes, and the newest it reads. */
    public static final int VERSION = 1;

    private static final int RELEASE = 1;

    private FeedFormat() {
    }

    public static byte[] encode(FeedRecord feed) {
        return new RecordWriter().octet(VERSION)
                .text(feed.job())
                .unit(feed.unit())
                .number(feed.attempt())
                .number(feed.selected())
                .octet(feed.release() ? RELEASE : 0)
                .toBytes();
    }

    /**
     * @throws UnreadableRecordException
     *             if the version is unknown or the record is cut short
     */
    public static FeedRecord decode(byte[] record) {
        RecordReader in = new RecordReader("feed", record == null ? new byte[0] : record);
        int version = in.octet();
        if (version != VERSION) {
            throw new UnreadableRecordException(
                    "feed: version " + version + " is not known, only " + VERSION + ": use a newer worker");
        }
        return new FeedRecord(in.text(), in.unit(), in.count(), in.number(), (in.octet() & RELEASE) != 0);
    }
}
