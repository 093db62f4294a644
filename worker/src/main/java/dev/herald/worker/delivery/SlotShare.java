package dev.herald.worker.delivery;

/**
 * How the sending slots of a worker are shared between live work and the feed. Each may take all while the other does not
 * wait; while both wait the feed has its percentage, rounded down, but at least one slot, and leaves at least one. A single
 * slot goes from one to the other with each send.
 *
 * @param concurrency
 *            the slots, at least one
 * @param replayPercent
 *            of them, from 1 to 100
 */
public record SlotShare(int concurrency, int replayPercent) {

    /**
     * What a partition may take now.
     *
     * @param elsewhere
     *            of all other partitions of the worker
     * @param feedWasLast
     *            whether the latest claim was the feed's
     */
    public Slots left(Demand own, Demand elsewhere, boolean feedWasLast) {
        Demand all = own.plus(elsewhere);
        return new Slots(concurrency - all.slots(), ofFeed(feedWasLast) - all.feed(), elsewhere.liveWaits() > 0,
                elsewhere.feedWaits() > 0);
    }

    private int ofFeed(boolean feedWasLast) {
        if (concurrency == 1) {
            return feedWasLast ? 0 : 1;
        }
        return Math.clamp((long) concurrency * replayPercent / 100, 1, concurrency - 1);
    }
}
