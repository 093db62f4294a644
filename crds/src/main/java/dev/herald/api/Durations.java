package dev.herald.api;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them in the resources: {@code 90s}, {@code 1h30m}, {@code 250ms}. */
public final class Durations {
    /** What the schema accepts, and this class reads. */
    public static final String PATTERN = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";
    /** The longest text the pattern allows, in characters. */
    public static final int MAX_LENGTH = 28;

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|h|m|s)");

    private Durations() {
    }

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if the text is not of the {@link #PATTERN}; the message says what is expected
     */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a duration: write numbers with the units h, m, s or ms, such as 90s or 1h30m"
                            .formatted(text));
        }
        return PART.matcher(text).results().map(part -> {
            long amount = Long.parseLong(part.group(1));
            return switch (part.group(2)) {
                case "h" -> Duration.ofHours(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "s" -> Duration.ofSeconds(amount);
                default -> Duration.ofMillis(amount);
            };
        }).reduce(Duration.ZERO, Duration::plus);
    }

    /** Writes a duration the way people write it, in milliseconds at the finest: {@code 1h30m}; zero is {@code 0s}. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount != 0) {
            text.append(amount).append(unit);
        }
    }
}
