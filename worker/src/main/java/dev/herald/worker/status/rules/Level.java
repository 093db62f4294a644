package dev.herald.worker.status.rules;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.Rule;

/**
 * The levels of a rule, held against the figures of a class; of what waits, the seconds are what speaks against it.
 */
record Level(Rule rule) {

    boolean isAbove(Share share) {
        return switch (rule.measure()) {
            case FailedPercent, UnknownPercent -> share.bad() * 100 > rule.raise() * share.decided();
            case UndecodableCount, OldestMessageAge -> share.bad() > rule.raise();
        };
    }

    /** At the level at which it is cleared, or below. */
    boolean isLow(Share share) {
        return switch (rule.measure()) {
            case FailedPercent, UnknownPercent -> share.bad() * 100 <= rule.clear() * share.decided();
            case UndecodableCount -> share.bad() == 0;
            case OldestMessageAge -> share.bad() <= rule.clear();
        };
    }

    /** Whether the rule tells this class from others. */
    boolean looksAt(MessageClass of) {
        return switch (of.label()) {
            case whole -> true;
            case attachments -> rule.groupBy().contains(LiveSettings.Label.attachments);
            // Of all labels only tags are without number: mostly it is they that are counted together.
            case tag, other -> rule.groupBy().contains(LiveSettings.Label.tag);
            case provider -> rule.groupBy().contains(LiveSettings.Label.provider);
            case format -> rule.groupBy().contains(LiveSettings.Label.format);
            case revision -> rule.groupBy().contains(LiveSettings.Label.revision);
        };
    }

    /** Above the level, and enough decided to say so. */
    boolean isCrossed(Share share) {
        return hasEnough(share) && isAbove(share);
    }

    boolean hasEnough(Share share) {
        return share.decided() >= rule.minimumCount();
    }

    /**
     * For people.
     *
     * @param error
     *            the last of the class, or empty
     */
    String message(Share share, String error) {
        String which = share.of().equals(MessageClass.WHOLE) ? "" : " with " + share.of();
        return "%d of %d%s %s in %s%s".formatted(share.bad(), share.decided(), which,
                happened(),
                Incident.readable(rule.window()), error.isEmpty() ? "" : ": " + error);
    }

    private String happened() {
        return switch (rule.measure()) {
            case FailedPercent -> "failed";
            case UnknownPercent -> "ended unknown";
            case UndecodableCount -> "could not be decoded";
            case OldestMessageAge -> "waited";
        };
    }
}
