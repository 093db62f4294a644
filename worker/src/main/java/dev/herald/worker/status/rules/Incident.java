package dev.herald.worker.status.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;

/**
 * A rule was crossed on a channel (docs/formats.md, "The report").
 *
 * @param id
 *            {@code i-} and hex digits that follow from rule, channel and onset, so that a restart finds the same
 * @param onset
 *            when the first failure of the class happened, to the second
 * @param detected
 *            when the rule was found to be crossed
 * @param closed
 *            when its clear level had held; empty while it is open
 * @param affected
 *            units of the class that failed at least once from onset to closing
 */
public record Incident(String id, String rule, Measure measure, String channel, MessageClass of, Instant onset,
        Instant detected, Optional<Instant> closed, long affected, List<Action> actions, String message) {

    private static final int DIGITS = 6;

    /** Whether it has not been closed. */
    public boolean isOpen() {
        return closed.isEmpty();
    }

    /**
     * @param taken
     *            ids of other incidents: six digits can meet, and then the next six are taken
     */
    static String id(String rule, String channel, Instant onset, Predicate<String> taken) {
        String digits = sha256(rule + "\n" + channel + "\n" + onset);
        int start = 0;
        while (start + 2 * DIGITS <= digits.length() && taken.test(id(digits, start))) {
            start += DIGITS;
        }
        return id(digits, start);
    }

    private static String id(String digits, int start) {
        return "i-" + digits.substring(start, start + DIGITS);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    Incident with(MessageClass wider, long nowAffected, String nowMessage) {
        return new Incident(id, rule, measure, channel, wider, onset, detected, closed, nowAffected, actions,
                nowMessage);
    }

    Incident closedAt(Instant time, String nowMessage) {
        return new Incident(id, rule, measure, channel, of, onset, detected, Optional.of(time), affected, actions,
                nowMessage);
    }

    static List<Action> ordered(Set<Action> actions) {
        return actions.stream().sorted().toList();
    }

    /** {@code 5m}, {@code 90s}: as people write it. */
    static String readable(Duration duration) {
        return duration.toString().substring(2).toLowerCase();
    }
}
