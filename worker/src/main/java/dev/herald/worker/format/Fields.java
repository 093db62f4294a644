package dev.herald.worker.format;

import java.util.Collection;
import java.util.regex.Pattern;

/** What every text that ends in a header or a protocol line must satisfy, whatever format it came in. */
final class Fields {
    private static final String TAG = "[A-Za-z0-9._:/-]";
    private static final Pattern TAG_KEY = Pattern.compile(TAG + "{1,64}");
    private static final Pattern TAG_VALUE = Pattern.compile(TAG + "{0,64}");
    private static final String TAG_CHARACTERS = "out of letters, digits and . _ : / -";

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

    static void requireAtMost(String field, Collection<?> list, int limit) {
        if (list.size() > limit) {
            throw new InvalidFieldException(field,
                    "must have at most %d entries, not %d".formatted(limit, list.size()));
        }
    }

    /** Refuses what could not stand in a list of {@code key=value} with commas between. */
    static void requireTag(String field, String key) {
        if (!TAG_KEY.matcher(key).matches()) {
            throw new InvalidFieldException(field, "must be 1 to 64 characters " + TAG_CHARACTERS);
        }
    }

    /** The same for a key that cannot be named, for who knows what is in it. */
    static void requireTagKey(String field, String key) {
        if (!TAG_KEY.matcher(key).matches()) {
            throw new InvalidFieldException(field, "must have keys of 1 to 64 characters " + TAG_CHARACTERS);
        }
    }

    static void requireTagValue(String field, String value) {
        if (!TAG_VALUE.matcher(value).matches()) {
            throw new InvalidFieldException(field, "must be at most 64 characters " + TAG_CHARACTERS);
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
