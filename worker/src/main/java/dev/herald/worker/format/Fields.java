package dev.herald.worker.format;

import java.util.List;

/** What every text that ends in a header or a protocol line must satisfy, whatever format it came in. */
final class Fields {
    private Fields() {
    }

    /** Refuses what could end a line early and start another: header injection, SMTP command injection. */
    static void requireLine(String field, String value) {
        if (value.isBlank()) {
            throw new InvalidFieldException(field, "must not be empty");
        }
        refuseControls(field, value);
    }

    static void requireSubject(String field, String value, int limit) {
        if (value.length() > limit) {
            throw new InvalidFieldException(field,
                    "must have at most %d characters, not %d".formatted(limit, value.length()));
        }
        refuseControls(field, value);
    }

    static void requireAtMost(String field, List<?> list, int limit) {
        if (list.size() > limit) {
            throw new InvalidFieldException(field,
                    "must have at most %d entries, not %d".formatted(limit, list.size()));
        }
    }

    private static void refuseControls(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                throw new InvalidFieldException(field,
                        "must not contain line breaks or other control characters (U+%04X at position %d)"
                                .formatted((int) c, i));
            }
        }
        requireUnicode(field, value);
    }

    /** Refuses half surrogate pairs: JSON can escape them, UTF-8 cannot hold them. */
    static void requireUnicode(String field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (i + 1 == value.length() || !Character.isSurrogatePair(c, value.charAt(i + 1))) {
                throw new InvalidFieldException(field,
                        "must be valid Unicode (half a surrogate pair at position %d)".formatted(i));
            }
            i++;
        }
    }
}
