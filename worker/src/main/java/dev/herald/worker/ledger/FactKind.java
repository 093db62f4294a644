package dev.herald.worker.ledger;

/** The kinds of facts, numbered from 1 in this order in the second byte of a record: docs/formats.md, section 3. */
public enum FactKind {
    TAKEOVER, CLAIM, ACCEPTED, FAILED, AMBIGUOUS, NOT_SENT, RESOLVED_UNKNOWN, DEFERRED, LISTED, CARRIED_FORWARD, PROGRESS, SKIPPED;

    private static final FactKind[] KINDS = values();

    int code() {
        return ordinal() + 1;
    }

    static FactKind of(int code) {
        if (code < 1 || code > KINDS.length) {
            throw new UnreadableRecordException(
                    "fact: kind " + code + " is not known, only 1 to " + KINDS.length + ": use a newer worker");
        }
        return KINDS[code - 1];
    }
}
