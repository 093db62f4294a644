package dev.herald.worker.delivery;

/**
 * Claims that are not yet being sent, of one partition or of several.
 *
 * @param live
 *            first attempts and retries
 * @param feed
 *            what replays asked for
 * @param waiting
 *            those of both that were read back and hold
 */
public record Unsent(int live, int feed, int waiting) {

    public static final Unsent NONE = new Unsent(0, 0, 0);

    public Unsent plus(Unsent other) {
        return new Unsent(live + other.live, feed + other.feed, waiting + other.waiting);
    }
}
