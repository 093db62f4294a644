package dev.herald.worker.ledger;

/** Reads many facts: what repeats from one to the next is held once, and what nobody asks for is passed over. Not for many threads. */
public final class FactReader {

    private final Texts texts = new Texts();
    private final boolean details;

    /**
     * @param details
     *            false: which message it is (source and id), what a provider said of it and what a failure's text is are not
     *            asked for, and empty
     */
    public FactReader(boolean details) {
        this.details = details;
    }

    /**
     * Like {@link FactFormat#decode}.
     *
     * @throws UnreadableRecordException
     *             if the version or kind is unknown, or the record is cut short; the message says which
     */
    public Fact decode(byte[] record) {
        return FactFormat.decode(record, texts, details);
    }
}
