package dev.herald.worker.ledger;

import dev.herald.worker.ledger.SettledUnits.Settled;
import dev.herald.worker.ledger.UnitState.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Of a unit that was accepted at once a bit, where the whole state takes 200 bytes: ten minutes of a busy ledger are millions of
 * units. Of others that are settled all, or only what decides whether a later fact counts: that it is accepted, or else its
 * next attempt.
 */
final class LeanStates implements UnitStates {

    private static final int ATTEMPT_BITS = 20;
    private static final long MOST_ATTEMPTS = (1L << ATTEMPT_BITS) - 1;
    private static final UnitState ACCEPTED_AT_ONCE = state(Status.ACCEPTED, 2, 0);

    private final boolean keepsFailures;
    private final Map<Unit, UnitState> whole = new HashMap<>();
    /** Nothing but being forgotten can happen to them any more, so that nobody asks since when. */
    private final UnitSet acceptedAtOnce = new UnitSet();
    /** Ledger offset, whether accepted, attempt. */
    private final UnitNumbers otherwiseSettled = new UnitNumbers();

    /** @param keepsFailures whether all is kept of what was not accepted at once */
    LeanStates(boolean keepsFailures) {
        this.keepsFailures = keepsFailures;
    }

    private static UnitState state(Status status, int attempt, long since) {
        return new UnitState(status, attempt, 0, ClaimId.NONE, 0, UnitState.Origin.NONE, 0, since);
    }

    @Override
    public UnitState get(Unit unit) {
        UnitState state = whole.get(unit);
        if (state != null) {
            return state;
        }
        if (acceptedAtOnce.contains(unit)) {
            return ACCEPTED_AT_ONCE;
        }
        long number = otherwiseSettled.get(unit);
        return number == UnitNumbers.NONE
                ? UnitState.UNSEEN
                : state((number >>> ATTEMPT_BITS & 1) == 1 ? Status.ACCEPTED : Status.SETTLED,
                        (int) (number & MOST_ATTEMPTS), number >>> ATTEMPT_BITS + 1);
    }

    @Override
    public void put(Unit unit, UnitState now) {
        otherwiseSettled.remove(unit);
        whole.put(unit, now);
    }

    @Override
    public void settle(Settled settled, UnitState now) {
        if (settled.selectable() && keepsFailures) {
            whole.put(settled.unit(), now);
            return;
        }
        whole.remove(settled.unit());
        if (settled.selectable()) {
            otherwiseSettled.put(settled.unit(), now.since() << ATTEMPT_BITS + 1
                    | (now.is(Status.ACCEPTED) ? 1L << ATTEMPT_BITS : 0) | Math.min(now.attempt(), MOST_ATTEMPTS));
        } else {
            acceptedAtOnce.add(settled.unit());
        }
    }

    @Override
    public boolean stands(Settled settled) {
        if (!settled.selectable()) {
            return acceptedAtOnce.contains(settled.unit());
        }
        UnitState state = whole.get(settled.unit());
        if (state != null) {
            return state.isSettled() && state.since() == settled.since();
        }
        long number = otherwiseSettled.get(settled.unit());
        return number != UnitNumbers.NONE && number >>> ATTEMPT_BITS + 1 == settled.since();
    }

    @Override
    public void forget(Settled settled) {
        if (settled.selectable()) {
            whole.remove(settled.unit());
            otherwiseSettled.remove(settled.unit());
        } else {
            acceptedAtOnce.remove(settled.unit());
        }
    }

    @Override
    public void forEach(BiConsumer<Unit, UnitState> each) {
        whole.forEach(each);
        otherwiseSettled.forEach((unit, _) -> each.accept(unit, get(unit)));
    }
}
