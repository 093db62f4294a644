package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.ledger.Rules;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Instant WALL = Instant.parse("2026-11-23T08:00:00Z");
    /** A monotonic clock may overflow while a lease runs. */
    private static final long NANOS = Long.MAX_VALUE - 5;

    private final Lease lease = new Lease(new Moment(WALL, NANOS), Duration.ofSeconds(30), Rules.ALL);

    @Test
    void holdsUntilItsLengthIsOverOnBothClocks() {
        assertTrue(lease.holds(after(29_999, 29_999)));
        assertFalse(lease.holds(after(30_000, 30_000)));
    }

    @Test
    void endsByTheMonotonicClockWhenTheWallClockWasSetBack() {
        assertFalse(lease.holds(after(-3_600_000, 30_000)));
    }

    @Test
    void endsByTheWallClockWhenTheMachineSlept() {
        assertFalse(lease.holds(after(30_000, 10)));
    }

    private static Moment after(long wallMillis, long monotonicMillis) {
        return new Moment(WALL.plusMillis(wallMillis), NANOS + monotonicMillis * 1_000_000);
    }
}
