package dev.herald.e2e.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BulkTallyTest {
    private static final String OWNER = "00000000000000aa";

    private final BulkTally tally = new BulkTally(1000, () -> 0);

    @Test
    void everyMessageIsKnownByItsHash() {
        for (int number = 1; number <= 1000; number++) {
            assertEquals(number, tally.number(new BulkMessage(number).message()));
        }
        assertEquals(0, tally.number(new BulkMessage(1001).message()));
        assertEquals(0, tally.number("none"));
    }

    @Test
    void whatIsRefusedAndTakenLaterIsRepaired() {
        came(1, 1, true);
        came(20, 2, false);
        came(20, 3, false);
        came(20, 4, true);
        came(40, 5, false);

        assertEquals(new BulkCounts(5, 2, 2, 1, 0, 0, 0, 5), tally.counts());
    }

    @Test
    void whatIsTakenAgainIsTwiceAndCountedOnce() {
        came(1, 1, true);
        came(1, 2, true);
        came(1, 3, true);

        assertEquals(new BulkCounts(3, 1, 0, 0, 1, 0, 0, 3), tally.counts());
    }

    @Test
    void aClaimThatComesAgainIsToldFromAnotherOfTheSameOwner() {
        came(1, 1, false);
        came(1, 2, false);
        came(2, 3, false);
        came(2, 3, false);

        assertEquals(new BulkCounts(4, 0, 2, 0, 0, 1, 0, 4), tally.counts());
    }

    @Test
    void strangersAreCountedApart() {
        came(0, 1, false);

        assertEquals(new BulkCounts(1, 0, 0, 0, 0, 0, 1, 1), tally.counts());
    }

    private void came(int number, int claim, boolean taken) {
        tally.came(number, OWNER + "%016x".formatted(claim), taken);
    }
}
