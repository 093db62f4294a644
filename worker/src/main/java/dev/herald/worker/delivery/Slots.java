package dev.herald.worker.delivery;

/**
 * The sending slots that one partition may take now.
 *
 * @param free
 *            how many more sends may be under way
 * @param ofFeed
 *            how many of these are the feed's as long as live work waits, too; not positive when it has its share
 * @param liveWaits
 *            whether live work waits in another partition
 * @param feedWaits
 *            whether what replays ask for waits in another partition
 */
public record Slots(int free, int ofFeed, boolean liveWaits, boolean feedWaits) {

    /** @param feedWaitsHere whether it does so in this partition */
    int forLive(boolean feedWaitsHere) {
        return feedWaits || feedWaitsHere ? Math.max(0, free - Math.max(0, ofFeed)) : Math.max(0, free);
    }

    /** @param liveWaitsHere whether it does so in this partition */
    int forFeed(boolean liveWaitsHere) {
        return Math.max(0, liveWaits || liveWaitsHere ? Math.min(free, ofFeed) : free);
    }

    /** What is left once the partition's demand has changed. */
    public Slots after(Demand before, Demand now) {
        return new Slots(free - now.slots() + before.slots(), ofFeed - now.feed() + before.feed(), liveWaits,
                feedWaits);
    }
}
