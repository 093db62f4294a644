package dev.herald.worker.replay;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * The wishes of one partition on their way: only so many are with the sender at once, so that its own work goes on beside
 * them. A wish's rank is its place among them: the same in every feeder of the replay.
 */
final class PartitionFeed {

    static final int MOST_OUTSTANDING = 200;

    private final String job;
    private final boolean release;
    private final long selected;
    private final List<Wish> wishes;
    private final Tally tally;
    private final Queue<Integer> again = new PriorityQueue<>();
    private final Map<Unit, Integer> outstanding = new HashMap<>();
    private int next;

    /**
     * @param release
     *            the messages are in quarantine
     * @param asked
     *            units that a feeder before this one has asked for
     */
    PartitionFeed(String job, boolean release, Selected selected, Set<Unit> asked) {
        this.job = job;
        this.release = release;
        this.selected = selected.until();
        this.wishes = selected.wishes();
        this.tally = new Tally(job, wishes, selected.until(), selected.takeover());
        for (int rank = 0; rank < wishes.size() && !asked.isEmpty(); rank++) {
            if (asked.contains(wishes.get(rank).unit())) {
                outstanding.put(wishes.get(rank).unit(), rank);
            }
        }
    }

    void apply(long offset, Instant at, Fact fact) {
        tally.apply(offset, at, fact);
    }

    /** Takes note of what has been decided; to be called before the next are asked for. */
    void settle() {
        outstanding.keySet().removeIf(unit -> !tally.isOpen(unit));
        again.removeIf(rank -> !tally.isOpen(wishes.get(rank).unit()));
        while (next < wishes.size() && isPassed(wishes.get(next).unit())) {
            next++;
        }
    }

    private boolean isPassed(Unit unit) {
        return !tally.isOpen(unit) || outstanding.containsKey(unit);
    }

    /** Whether one waits to be asked for. */
    boolean hasNext() {
        return !again.isEmpty() || next < wishes.size();
    }

    /** The rank of the next one. */
    int rank() {
        return again.isEmpty() ? next : again.peek();
    }

    boolean isFull() {
        return outstanding.size() >= MOST_OUTSTANDING;
    }

    /** Asks for the next one; it is outstanding from here on. */
    FeedRecord next() {
        int rank = again.isEmpty() ? next : again.remove();
        Wish wish = wishes.get(rank);
        outstanding.put(wish.unit(), rank);
        while (next < wishes.size() && isPassed(wishes.get(next).unit())) {
            next++;
        }
        return new FeedRecord(job, wish.unit(), wish.attempt(), selected, release);
    }

    /** The feed may not have it: asking twice is harmless, for the attempt is claimed once. */
    void notFed(FeedRecord record) {
        Integer rank = outstanding.remove(record.unit());
        if (rank != null) {
            again.add(rank);
        }
    }

    Standing standing() {
        return tally.standing();
    }

    List<Tally.Lost> lost() {
        return tally.lost();
    }

    int size() {
        return wishes.size();
    }

    /** What became of the wish of this rank. */
    Verdict verdict(int rank) {
        return tally.verdict(wishes.get(rank).unit());
    }

    int outstanding() {
        return outstanding.size();
    }
}
