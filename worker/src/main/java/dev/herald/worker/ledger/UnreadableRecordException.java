package dev.herald.worker.ledger;

/** A record of ledger or feed that this version cannot read. The message says what it holds and what was expected. */
public final class UnreadableRecordException extends RuntimeException {

    public UnreadableRecordException(String message) {
        super(message);
    }
}
