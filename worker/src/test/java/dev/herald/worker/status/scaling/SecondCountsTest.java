package dev.herald.worker.status.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondCountsTest {

    private static final long TIME = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();

    private final SecondCounts counts = new SecondCounts(100);

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(TIME + millis);
    }

    /** What comes while a second is under way counts when it is over: so the window is the same for all who ask in one. */
    @ParameterizedTest
    @CsvSource({"0, 999, 0", "0, 1000, 1", "999, 1000, 1", "0, 15000, 1", "0, 15999, 1", "999, 15999, 1",
            "999, 16000, 0",
            "-1, 14999, 1", "-1, 15000, 0", "20000, 20999, 0", "20000, 21000, 1", "20000, 35999, 1", "20000, 36000, 0"})
    void countsTheWholeSecondsBefore(long one, long at, long counted) {
        counts.add(TIME + one, TIME);
        assertEquals(counted, counts.sumBefore(at(at)));
    }

    @Test
    void tellsTheSecondsApart() {
        counts.add(TIME, TIME);
        counts.add(TIME + 14_000, TIME);
        counts.add(TIME + 14_999, TIME);
        assertEquals(1, counts.before(at(15_000)).getFirst());
        assertEquals(2, counts.before(at(15_000)).getLast());
        assertEquals(0, counts.before(at(15_000)).get(1));
    }

    @Test
    void keepsAMinuteOnly() {
        counts.add(TIME - 61_000, TIME);
        counts.add(TIME - 60_000, TIME);
        assertEquals(1, counts.sumBefore(at(-50_000)));
        counts.add(TIME, TIME + 1_000);
        assertEquals(0, counts.sumBefore(at(-50_000)));
        assertEquals(1, counts.sumBefore(at(1_000)));
    }

    @Test
    void doesWithoutWhatIsFurthestAheadWhenSecondsAreTooMany() {
        for (int second = 1_000; second >= 1; second--) {
            counts.add(TIME + second * 1_000, TIME);
        }
        assertEquals(15, counts.sumBefore(at(101_000)));
        assertEquals(10, counts.sumBefore(at(106_000)));
    }
}
