package dev.herald.worker.replay;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The wishes of one partition on their way: only so many are with the sender at once, so that its own work goes on beside them. */
final class PartitionFeed {

    static final int MOST_OUTSTANDING = 200;

    private final String job;
    private final boolean release;
    private final long selected;
    private final Tally tally;
    private final Deque<Wish> waiting;
    private final Set<Unit> outstanding = new HashSet<>();

    /**
     * @param release
     *            the messages are in quarantine
     * @param selected
     *            the ledger offset up to which was selected
     */
    PartitionFeed(String job, boolean release, Collection<Wish> wishes, long selected, long takeover) {
        this.job = job;
        this.release = release;
        this.selected = selected;
        this.tally = new Tally(job, wishes, selected, takeover);
        this.waiting = new ArrayDeque<>(wishes);
    }

    void apply(long offset, Instant at, Fact fact) {
        tally.apply(offset, at, fact);
    }

    /** What may be fed now; counted as outstanding from here on. */
    List<FeedRecord> next() {
        outstanding.removeIf(unit -> !tally.isOpen(unit));
        var records = new ArrayList<FeedRecord>();
        while (outstanding.size() < MOST_OUTSTANDING && !waiting.isEmpty()) {
            Wish wish = waiting.remove();
            if (tally.isOpen(wish.unit())) {
                outstanding.add(wish.unit());
                records.add(new FeedRecord(job, wish.unit(), wish.attempt(), selected, release));
            }
        }
        return records;
    }

    /** The feed may not have it: asking twice is harmless, for the attempt is claimed once. */
    void notFed(FeedRecord record) {
        outstanding.remove(record.unit());
        waiting.addFirst(new Wish(record.unit(), record.attempt()));
    }

    Counts counts() {
        return tally.counts();
    }

    int outstanding() {
        return outstanding.size();
    }
}
