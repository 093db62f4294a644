package dev.herald.worker.format;

/**
 * A value that no message may have, or none of the format it is to be written in: the field as the sender of the
 * message knows it, and why.
 */
public final class InvalidFieldException extends IllegalArgumentException {
    private final String field;
    private final String reason;

    public InvalidFieldException(String field, String reason) {
        super(field + " " + reason);
        this.field = field;
        this.reason = reason;
    }

    /** The path of the field, such as {@code attachments[0].name}. */
    public String field() {
        return field;
    }

    /** What is wrong with it and what it must be, to be read after the field's name. Never holds the value itself. */
    public String reason() {
        return reason;
    }

    InvalidFieldException within(String parent) {
        return new InvalidFieldException(parent + "." + field, reason);
    }
}
