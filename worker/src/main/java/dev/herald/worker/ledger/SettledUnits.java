package dev.herald.worker.ledger;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/** The order in which a reader forgets: what was settled first goes first, 10 minutes of ledger time later. */
final class SettledUnits {

    static final long REMEMBERED_MILLIS = 600_000;

    private final Queue<Settled> queue = new ArrayDeque<>();

    /**
     * @param since
     *            ledger offset of the fact that settled it
     * @param selectable
     *            a replay may have selected it since the reader knows it: it was settled as something else than accepted
     */
    record Settled(Unit unit, long since, long atMillis, boolean selectable) {}

    void add(Settled settled) {
        queue.add(settled);
    }

    /** Gives each whose time has come to {@code forget}; what that refuses is asked again 10 minutes later. */
    void forget(long nowMillis, Predicate<Settled> forget) {
        for (Settled head = queue.peek(); head != null
                && nowMillis - head.atMillis() >= REMEMBERED_MILLIS; head = queue.peek()) {
            queue.remove();
            if (!forget.test(head)) {
                queue.add(new Settled(head.unit(), head.since(), nowMillis, head.selectable()));
            }
        }
    }
}
