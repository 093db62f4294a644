package dev.herald.worker.status.rules;

import java.util.Comparator;

/**
 * How much of what was decided in a window speaks against a class.
 *
 * @param bad
 *            units that failed, or messages that could not be decoded
 */
public record Share(MessageClass of, long bad, long decided) {

    /**
     * Labels have the whole channel first: a class that is no worse than it says nothing about the cause.
     */
    static final Comparator<Share> WORST_FIRST = ((Comparator<Share>) Share::worseThan).reversed()
            .thenComparing(share -> share.of().label())
            .thenComparing(share -> share.of().value());

    /** Rounded down; 0 where nothing was decided. */
    public int percent() {
        return decided == 0 ? 0 : Math.toIntExact(bad * 100 / decided);
    }

    /** Positive when this one is the worse. Exact, where percentages are rounded. */
    int worseThan(Share other) {
        return Long.compare(bad * Math.max(1, other.decided), other.bad * Math.max(1, decided));
    }
}
