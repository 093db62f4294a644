package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Unit;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimersTest {

    @Test
    void givesTheEarliestFirstAsAPriorityQueueDoes() {
        SplittableRandom random = new SplittableRandom(1);
        Timers timers = new Timers();
        PriorityQueue<Long> expected = new PriorityQueue<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(3) > 0 || expected.isEmpty()) {
                long due = random.nextLong(1_000);
                timers.add(due, new Unit(due * 7, (int) due));
                expected.add(due);
            } else {
                long due = expected.remove();
                assertEquals(due, timers.firstDue());
                assertEquals(new Unit(due * 7, (int) due), timers.removeFirst());
            }
        }
        while (!expected.isEmpty()) {
            assertEquals(expected.remove() * 7, timers.removeFirst().offset());
        }
        assertTrue(timers.isEmpty());
    }
}
