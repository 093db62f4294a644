package dev.herald.worker.status.ledger;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Brings the records of many partitions into the order of their time, so that what is found in them does not depend on how
 * fast each was read. A record is held back while an earlier one may still come from a partition that is behind.
 *
 * @param <P>
 *            names a partition
 * @param <R>
 *            a record
 */
public final class TimeMerge<P, R> {

    /**
     * A record in its turn.
     *
     * @param time
     *            when it was appended, in milliseconds since 1970; never earlier than the one before
     */
    public record Timed<P, R>(P partition, long time, R of) {}

    private final Map<P, ArrayDeque<Timed<P, R>>> held = new HashMap<>();
    private long latest = Long.MIN_VALUE;

    /** Takes the next record of a partition. */
    public void add(P partition, long time, R record) {
        held.computeIfAbsent(partition, _ -> new ArrayDeque<>()).add(new Timed<>(partition, time, record));
    }

    /**
     * The next one in the order of time, or empty while an earlier one may come.
     *
     * @param partitions
     *            all that are read
     * @param isComplete
     *            whether all that the partition had was added; what it gets from now on is not earlier
     */
    public Optional<Timed<P, R>> next(Iterable<P> partitions, Predicate<P> isComplete) {
        for (P partition : partitions) {
            if (holds(partition) == 0 && !isComplete.test(partition)) {
                return Optional.empty();
            }
        }
        Optional<Timed<P, R>> first = heads().min(Comparator.comparingLong(Timed::time));
        return first.map(head -> {
            held.get(head.partition()).poll();
            // Clocks of brokers differ a little, and a leader may be behind the one before it.
            latest = Math.max(latest, head.time());
            return new Timed<>(head.partition(), latest, head.of());
        });
    }

    private Stream<Timed<P, R>> heads() {
        return held.values().stream().filter(queue -> !queue.isEmpty()).map(ArrayDeque::peek);
    }

    /** Everything up to this time has been seen: what comes with an earlier one is late. */
    public void passed(long time) {
        latest = Math.max(latest, time);
    }

    /** How many records of a partition are held back. */
    public int holds(P partition) {
        ArrayDeque<Timed<P, R>> queue = held.get(partition);
        return queue == null ? 0 : queue.size();
    }

    /** Drops what is held of a partition that is read no longer. */
    public void forget(P partition) {
        held.remove(partition);
    }
}
