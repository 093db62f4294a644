package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The compact collections do what those of the platform do. */
class UnitCollectionsTest {
    private final Random random = new Random(7);

    @Test
    void numbersAreThoseOfAMap() {
        Map<Unit, Long> expected = new HashMap<>();
        UnitNumbers numbers = new UnitNumbers();
        for (int i = 0; i < 200_000; i++) {
            Unit unit = unit();
            if (random.nextInt(3) == 0) {
                assertEquals(expected.remove(unit) != null, numbers.remove(unit));
            } else {
                expected.put(unit, (long) i);
                numbers.put(unit, i);
            }
            Unit other = unit();
            assertEquals(expected.getOrDefault(other, UnitNumbers.NONE), numbers.get(other));
        }
        Map<Unit, Long> all = new HashMap<>();
        numbers.forEach(all::put);
        assertEquals(expected, all);
        assertEquals(expected.size(), numbers.size());
    }

    @Test
    void aSetHoldsWhatWasAddedAndNotRemoved() {
        Set<Unit> expected = new HashSet<>();
        UnitSet set = new UnitSet();
        for (int i = 0; i < 200_000; i++) {
            Unit unit = unit();
            if (random.nextInt(3) == 0) {
                expected.remove(unit);
                set.remove(unit);
            } else {
                expected.add(unit);
                set.add(unit);
            }
            Unit other = unit();
            assertEquals(expected.contains(other), set.contains(other));
        }
    }

    private Unit unit() {
        long offset = random.nextInt(5_000) + (random.nextInt(10) == 0 ? 1L << 40 : 0);
        return random.nextInt(8) == 0 ? Unit.whole(offset) : new Unit(offset, random.nextInt(3));
    }
}
