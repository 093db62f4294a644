package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final OptionalInt FIFTY = OptionalInt.of(50);

    private Instant now = Facts.NOON;
    private final Pace pace = new Pace(now);

    private int after(Duration time, OptionalInt perSecond) {
        now = now.plus(time);
        int available = pace.available(now, perSecond);
        pace.take(Math.min(available, 1_000_000));
        return available;
    }

    @Test
    void givesAsManyASecondAsItIsTold() {
        assertEquals(0, after(Duration.ZERO, FIFTY));
        int taken = 0;
        for (int i = 0; i < 1_000; i++) {
            taken += after(Duration.ofMillis(7), FIFTY);
        }
        assertEquals(350, taken, 1);
    }

    @Test
    void savesUpNoMoreThanASecond() {
        assertEquals(50, after(Duration.ofHours(1), FIFTY));
        assertEquals(0, after(Duration.ZERO, FIFTY));
    }

    @Test
    void followsAChangeAtOnce() {
        assertEquals(Integer.MAX_VALUE, after(Duration.ofSeconds(1), OptionalInt.empty()));
        assertEquals(0, after(Duration.ZERO, FIFTY));
        assertEquals(50, after(Duration.ofSeconds(1), FIFTY));
        assertEquals(2, after(Duration.ofSeconds(1), OptionalInt.of(2)));
    }

    @Test
    void standsStillWhileTheClockIsPutBack() {
        assertEquals(0, after(Duration.ofHours(-1), FIFTY));
        assertEquals(25, after(Duration.ofMillis(500), FIFTY));
    }
}
