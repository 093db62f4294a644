package dev.herald.worker.ledger;

import dev.herald.worker.ledger.UnitState.Status;
import java.util.function.BiConsumer;

/**
 * The units a reader knows, and for how long: what is open always, what is settled until the window has passed it and nobody
 * keeps it. What may be kept, and why, is said by {@link Reducer}, whose memory this is.
 */
final class KnownUnits {

    private final UnitStates states;
    private final SettledUnits settled = new SettledUnits();
    private long selectableFrom;
    private long keepUnitsFrom = Long.MAX_VALUE;
    private long keepFactsFrom = Long.MAX_VALUE;
    private long selectableBelow = Long.MIN_VALUE;
    private int pending;
    private int claimed;

    /** @param from the ledger offset at which the reading begins */
    KnownUnits(long from, UnitStates states) {
        this.selectableFrom = from;
        this.states = states;
    }

    UnitState get(Unit unit) {
        return states.get(unit);
    }

    void forEach(BiConsumer<Unit, UnitState> each) {
        states.forEach(each);
    }

    int pending() {
        return pending;
    }

    int claimed() {
        return claimed;
    }

    long selectableFrom() {
        return selectableFrom;
    }

    void keepUnitsFrom(long logOffset) {
        keepUnitsFrom = logOffset;
    }

    void keepFactsFrom(long ledgerOffset) {
        keepFactsFrom = ledgerOffset;
    }

    void selectableBelow(long logOffset) {
        selectableBelow = logOffset;
    }

    /** It is open. */
    void put(Unit unit, UnitState before, UnitState now) {
        states.put(unit, now);
        count(before, now);
    }

    /** It was settled by a fact about itself. */
    void settle(Unit unit, UnitState before, UnitState now) {
        boolean neverFailed = now.is(Status.ACCEPTED) && before.is(Status.CLAIMED) && before.attempt() == 1
                && before.origin().job().isEmpty() && unit.offset() >= selectableBelow;
        settle(unit, before, now, !neverFailed);
    }

    /** It is carried forward as settled, or as a claim whose end was seen: how it once was nobody can tell. */
    void settleCarried(Unit unit, UnitState before, UnitState now) {
        settle(unit, before, now, true);
    }

    private void settle(Unit unit, UnitState before, UnitState now, boolean selectable) {
        var how = new SettledUnits.Settled(unit, now.since(), now.since(), selectable);
        states.settle(how, now);
        settled.add(how);
        count(before, now);
    }

    private void count(UnitState before, UnitState now) {
        pending += count(now, Status.PENDING) - count(before, Status.PENDING);
        claimed += count(now, Status.CLAIMED) - count(before, Status.CLAIMED);
    }

    private static int count(UnitState state, Status status) {
        return state.is(status) ? 1 : 0;
    }

    /** Lets go of what was settled before the window. */
    void forget(Window window, long offset) {
        settled.forget(window, offset, this::forget);
    }

    /** @return false to be asked again later */
    private boolean forget(SettledUnits.Settled head) {
        if (states.stands(head)) {
            if (head.unit().offset() >= keepUnitsFrom || head.selectable() && head.since() >= keepFactsFrom) {
                return false;
            }
            states.forget(head);
            if (head.selectable()) {
                selectableFrom = Math.max(selectableFrom, head.since() + 1);
            }
        }
        return true;
    }
}
