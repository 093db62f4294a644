package dev.herald.worker.ledger;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a message from the headers of its record, without decoding it.
 *
 * @param source
 *            with {@code id} the identity of the message, everywhere; both are empty where a reader keeps only what
 *            classifies
 * @param accepted
 *            timestamp of the log's record, in milliseconds
 * @param format
 *            name of the message format, {@code unknown} where it cannot be told
 */
public record Labels(String source, String id, Instant accepted, Attachments attachments, List<String> tags,
        String format) {

    public static final String UNKNOWN_FORMAT = "unknown";

    /** Whether a message has attachments, as its header says. */
    public enum Attachments {
        UNKNOWN, NO, YES
    }

    public Labels {
        tags = List.copyOf(tags);
    }

    /** The same without the identity, so that it can be shared between messages of a class. */
    public Labels withoutIdentity() {
        return new Labels("", "", accepted, attachments, tags, format);
    }
}
