package dev.herald.worker.delivery;

import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.delivery.RateLimit.Whole;
import java.util.Optional;

/**
 * A sender's part of its channel's rate: of all partitions what it owns, with buckets of their own for live messages and for
 * what replays ask for. Shared by its owners, all on one thread: each takes its tokens at once, the others find them gone.
 */
public final class RateLimits {

    private final int partitions;
    private final RateLimit live;
    private final RateLimit feed;
    private Optional<Rate> part = Optional.empty();

    /** @param partitions of the log, at least one */
    public RateLimits(int partitions) {
        this.partitions = partitions;
        live = new RateLimit(partitions);
        feed = new RateLimit(partitions);
    }

    /**
     * Begins a round in which every owner decides.
     *
     * @param whole
     *            of all senders of the channel; empty: no limit
     * @param owned
     *            partitions whose takeover holds
     * @param unsent
     *            of all owners
     */
    public void advance(Moment now, Optional<Rate> whole, int owned, Unsent unsent) {
        live.advance(now.monotonicNanos(), whole.map(it -> new Whole(it.live(), it.liveBurst())), owned, unsent.live());
        feed.advance(now.monotonicNanos(), whole.map(it -> new Whole(it.replay(), it.replayBurst())), owned,
                unsent.feed());
        part = whole.map(it -> it.part(owned, partitions));
    }

    RateLimit live() {
        return live;
    }

    RateLimit feed() {
        return feed;
    }

    /** That of a claim for this job; {@code ""} is none. */
    RateLimit of(String job) {
        return job.isEmpty() ? live : feed;
    }

    /** What this sender obeys, for people: rounded down. Empty without a limit. */
    public Optional<Rate> part() {
        return part;
    }

    /** How long until a claim that waits may be sent; {@link Long#MAX_VALUE} while none waits. */
    public long nanosToNext() {
        return Math.min(live.nanosToNext(), feed.nanosToNext());
    }
}
