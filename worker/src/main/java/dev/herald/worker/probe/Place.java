package dev.herald.worker.probe;

import java.util.Comparator;

/** Where a message lies in the log. */
record Place(int partition, long offset) implements Comparable<Place> {

    private static final Comparator<Place> ORDER = Comparator.comparingInt(Place::partition)
            .thenComparingLong(Place::offset);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "log/%d@%d".formatted(partition, offset);
    }
}
