package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.SettledUnits.Settled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The order in which units are forgotten, written in a few bytes each, is that of a plain queue. */
class SettledUnitsTest {
    private static final int FACTS = 100_000;

    @Test
    void givesThemBackInTheOrderOfAQueue() {
        Random random = new Random(3);
        SettledUnits settled = new SettledUnits();
        Queue<Settled> expected = new ArrayDeque<>();
        Window window = new Window();
        long millis = 1_800_000_000_000L;
        int forgotten = 0;
        for (long offset = 0; offset < FACTS; offset++) {
            millis += random.nextInt(100);
            window.read(offset, millis);
            Unit unit = random.nextInt(9) == 0
                    ? Unit.whole(random.nextInt(1_000))
                    : new Unit(random.nextLong(1L << 50), random.nextInt(3));
            Settled one = new Settled(unit, offset, offset, random.nextBoolean());
            settled.add(one);
            expected.add(one);

            List<Settled> given = new ArrayList<>();
            settled.forget(window, offset, head -> {
                given.add(head);
                return head.since() % 5 != 0 || head.keptUntil() != head.since();
            });
            List<Settled> due = new ArrayList<>();
            for (Settled head = expected.peek(); head != null && !window.contains(head.keptUntil()); head = expected
                    .peek()) {
                due.add(expected.remove());
                if (head.since() % 5 == 0 && head.keptUntil() == head.since()) {
                    expected.add(new Settled(head.unit(), head.since(), offset, head.selectable()));
                }
            }
            assertEquals(due, given);
            forgotten += given.size();
        }
        assertTrue(forgotten > FACTS / 2, forgotten + " came back");
    }
}
