package dev.herald.worker.ledger;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/** The order in which a reader forgets: what was settled first goes first, as soon as the window has passed it. */
final class SettledUnits {

    private final Queue<Settled> queue = new ArrayDeque<>();

    /**
     * @param since
     *            ledger offset of the fact that settled it
     * @param keptUntil
     *            it may go when the window has passed this ledger offset
     * @param selectable
     *            a replay may have selected it since the reader knows it: it was settled as something else than accepted
     */
    record Settled(Unit unit, long since, long keptUntil, boolean selectable) {}

    void add(Settled settled) {
        queue.add(settled);
    }

    /** Gives each whose time has come to {@code forget}; what that refuses is asked again a window later. */
    void forget(Window window, long offset, Predicate<Settled> forget) {
        for (Settled head = queue.peek(); head != null && !window.contains(head.keptUntil()); head = queue.peek()) {
            queue.remove();
            if (!forget.test(head)) {
                queue.add(new Settled(head.unit(), head.since(), offset, head.selectable()));
            }
        }
    }
}
