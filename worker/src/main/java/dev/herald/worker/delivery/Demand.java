package dev.herald.worker.delivery;

/**
 * What holds sending slots and what waits for one, in one partition or in several. Live are first attempts and retries
 * that are due, feed is what replays ask for.
 *
 * @param live
 *            slots held
 * @param feed
 *            slots held
 * @param liveWaits
 *            partitions in which such work waits
 * @param feedWaits
 *            partitions in which such work waits
 */
public record Demand(int live, int feed, int liveWaits, int feedWaits) {

    public static final Demand NONE = new Demand(0, 0, 0, 0);

    public Demand plus(Demand other) {
        return new Demand(live + other.live, feed + other.feed, liveWaits + other.liveWaits,
                feedWaits + other.feedWaits);
    }

    public Demand minus(Demand other) {
        return new Demand(live - other.live, feed - other.feed, liveWaits - other.liveWaits,
                feedWaits - other.feedWaits);
    }

    /** Slots held by either. */
    public int slots() {
        return live + feed;
    }
}
