package dev.herald.worker.replay;

import java.util.Comparator;

/**
 * A partition of a channel.
 *
 * @param channel
 *            its key
 */
record Place(String channel, int partition) implements Comparable<Place> {

    private static final Comparator<Place> ORDER = Comparator.comparing(Place::channel)
            .thenComparingInt(Place::partition);

    /** The reverse of {@link #toString}. */
    static Place of(String text) {
        int slash = text.lastIndexOf('/');
        return new Place(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** {@code <key>/<partition>}, as in a replay's record. */
    @Override
    public String toString() {
        return channel + "/" + partition;
    }
}
