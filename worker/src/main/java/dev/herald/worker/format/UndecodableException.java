package dev.herald.worker.format;

/**
 * Bytes that are no message in the format they claim. Checked, for the answer is never to retry: the ingest refuses
 * them, a sender puts them into quarantine.
 */
public final class UndecodableException extends Exception {
    private final String field;
    private final String reason;

    public UndecodableException(String field, String reason) {
        super((field.isEmpty() ? "the message" : field) + " " + reason);
        this.field = field;
        this.reason = reason;
    }

    /** The path of the field, such as {@code attachments[0].content}; empty when it is the message as a whole. */
    public String field() {
        return field;
    }

    /** What is wrong with it and what it must be, to be read after the field's name. Never holds the value itself. */
    public String reason() {
        return reason;
    }
}
