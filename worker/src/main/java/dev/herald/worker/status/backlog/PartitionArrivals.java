package dev.herald.worker.status.backlog;

import java.time.Instant;

import dev.herald.worker.status.scaling.Due;
import dev.herald.worker.status.scaling.LogFigures;
import dev.herald.worker.status.scaling.SecondCounts;

/** When the messages of one partition of the log that address one channel fell due, or will. */
final class PartitionArrivals {

    // Those that are due later than so many others are taken in by then: the ledger counts them, too.
    private static final int MOST_SECONDS = 1_000;

    private final SecondCounts prompt = new SecondCounts(MOST_SECONDS);
    private final SecondCounts delayed = new SecondCounts(MOST_SECONDS);

    /**
     * A message that addresses the channel.
     *
     * @param accepted
     *            in milliseconds since 1970
     * @param due
     *            not earlier than accepted
     */
    void arrived(long accepted, long due) {
        (due > accepted ? delayed : prompt).add(due, accepted);
    }

    LogFigures figures(Due due, Instant at) {
        return new LogFigures(due, prompt.sumBefore(at), delayed.before(at));
    }
}
