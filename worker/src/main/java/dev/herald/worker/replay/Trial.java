package dev.herald.worker.replay;

import java.util.Collection;
import java.util.List;

/**
 * The first of a replay's wishes, rank by rank over all partitions, until so many were tried. What nobody could send any
 * more tried nothing: another one takes its place. All of it follows from the ledgers, so that a feeder that begins anew
 * finds the same units and the same verdict.
 */
final class Trial {

    private final int size;
    private final List<PartitionFeed> feeds;
    // All before it have ended, and none in trouble.
    private Cursor cursor = new Cursor(0, 0);
    private int triedBefore;

    private record Cursor(int rank, int feed) {}

    /**
     * How it goes.
     *
     * @param tried
     *            how many were sent, whatever came of it
     * @param open
     *            how many are not yet decided; none: it is over
     * @param trouble
     *            how many failed otherwise than by the recipient's fault, or are unknown
     */
    record Result(int tried, int open, int trouble) {

        static final Result NONE = new Result(0, 0, 0);

        boolean isPassed() {
            return open == 0 && trouble == 0;
        }
    }

    /**
     * @param size
     *            how many are to be tried
     * @param feeds
     *            always in the same order
     */
    Trial(int size, Collection<PartitionFeed> feeds) {
        this.size = size;
        this.feeds = List.copyOf(feeds);
    }

    Result result() {
        int tried = triedBefore;
        int open = 0;
        int trouble = 0;
        int ranks = feeds.stream().mapToInt(PartitionFeed::size).max().orElse(0);
        Cursor at = cursor;
        while (tried + open < size && at.rank < ranks) {
            if (at.rank < feeds.get(at.feed).size()) {
                Verdict verdict = feeds.get(at.feed).verdict(at.rank);
                tried += verdict.isTried() ? 1 : 0;
                open += verdict.isOpen() ? 1 : 0;
                trouble += verdict.isTrouble() ? 1 : 0;
            }
            at = at.feed + 1 < feeds.size() ? new Cursor(at.rank, at.feed + 1) : new Cursor(at.rank + 1, 0);
            if (open == 0 && trouble == 0) {
                cursor = at;
                triedBefore = tried;
            }
        }
        return new Result(tried, open, trouble);
    }
}
