package dev.herald.worker.send;

import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.Ramp;
import java.util.Set;
import java.util.TreeSet;

/**
 * The partitions of a channel that a revision works on: those of a ramp lie below its end, all others are the serving
 * revision's.
 *
 * @param from
 *            the first of them
 * @param to
 *            the first above them
 */
record Share(int from, int to) {
    private static final int END = Integer.MAX_VALUE;
    static final Share ALL = new Share(0, END);
    static final Share NONE = new Share(0, 0);

    static Share of(String revision, ChannelSettings channel) {
        if (channel.serving().isEmpty()) {
            return ALL;
        }
        int border = channel.ramp().map(Ramp::partitions).orElse(0);
        boolean ramping = channel.ramp().map(Ramp::revision).filter(revision::equals).isPresent();
        boolean serving = channel.serving().filter(revision::equals).isPresent();
        if (!ramping && !serving) {
            return NONE;
        }
        return new Share(ramping ? 0 : border, serving ? END : border);
    }

    boolean has(int partition) {
        return partition >= from && partition < to;
    }

    /** Those of them that are this revision's. */
    Set<Integer> among(Set<Integer> partitions) {
        var shared = new TreeSet<>(partitions);
        shared.removeIf(partition -> !has(partition));
        return Set.copyOf(shared);
    }
}
