package dev.herald.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them in the resources: {@code 10Mi}, {@code 512Ki}, {@code 1048576}. */
public final class ByteSizes {
    /** What the schema accepts, and this class reads. */
    public static final String PATTERN = "^[1-9][0-9]{0,8}(Ki|Mi)?$";
    /** The longest text the pattern allows, in characters. */
    public static final int MAX_LENGTH = 11;

    private static final Pattern PARTS = Pattern.compile("([1-9][0-9]{0,8})(Ki|Mi)?");

    private ByteSizes() {
    }

    /**
     * Reads a size, in bytes.
     *
     * @throws IllegalArgumentException if the text is not of the {@link #PATTERN}; the message says what is expected
     */
    public static long parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a size: write bytes, or a number with Ki or Mi, such as 512Ki or 10Mi"
                            .formatted(text));
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "Ki" -> number << 10;
            case "Mi" -> number << 20;
            case null, default -> number;
        };
    }
}
