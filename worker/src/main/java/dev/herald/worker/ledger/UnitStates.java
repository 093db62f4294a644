package dev.herald.worker.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The units a reducer has not forgotten. */
sealed interface UnitStates permits UnitStates.Whole, LeanStates {

    /** {@link UnitState#UNSEEN} if it is not there. */
    UnitState get(Unit unit);

    /** Of a unit that is open. */
    void put(Unit unit, UnitState now);

    void settle(SettledUnits.Settled settled, UnitState now);

    /** Whether the unit stands as it was settled then. */
    boolean stands(SettledUnits.Settled settled);

    /** Asked only of one that {@link #stands}. */
    void forget(SettledUnits.Settled settled);

    void forEach(BiConsumer<Unit, UnitState> each);

    /** All that was known of a unit when it was settled: for those who ask. */
    final class Whole implements UnitStates {

        private final Map<Unit, UnitState> states = new HashMap<>();

        @Override
        public UnitState get(Unit unit) {
            return states.getOrDefault(unit, UnitState.UNSEEN);
        }

        @Override
        public void put(Unit unit, UnitState now) {
            states.put(unit, now);
        }

        @Override
        public void settle(SettledUnits.Settled settled, UnitState now) {
            states.put(settled.unit(), now);
        }

        @Override
        public boolean stands(SettledUnits.Settled settled) {
            UnitState state = states.get(settled.unit());
            return state != null && state.since() == settled.since();
        }

        @Override
        public void forget(SettledUnits.Settled settled) {
            states.remove(settled.unit());
        }

        @Override
        public void forEach(BiConsumer<Unit, UnitState> each) {
            states.forEach(each);
        }
    }
}
