package dev.herald.worker.format;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an attachment is to be presented (RFC 2183). */
public enum Disposition {
    /** Listed beside the message, for the recipient to open. */
    ATTACHMENT,
    /** Shown as part of the message. */
    INLINE;

    /** As formats and headers write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Disposition> ofText(String text) {
        return Arrays.stream(values()).filter(disposition -> disposition.text().equals(text)).findFirst();
    }
}
