package dev.herald.operator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshnessTest {
    private static final Sighting NOBODY = new Sighting.Unreachable("http://10.0.0.1:8080", "refused");

    private final Freshness freshness = new Freshness(0);

    @Test
    void isPendingAtFirst() {
        assertInstanceOf(Sighting.Pending.class, freshness.at(seconds(29)));
    }

    @Test
    void isUnreachableWhenNothingEverAnswered() {
        freshness.failed(NOBODY);

        assertInstanceOf(Sighting.Pending.class, freshness.at(seconds(29)));
        assertEquals(NOBODY, freshness.at(seconds(31)));
    }

    @Test
    void provesItselfByMoving() {
        freshness.came(report("a", 1), seconds(1));
        assertTrue(freshness.at(seconds(1)).fresh().isPresent());
        assertTrue(freshness.at(seconds(1)).proven().isEmpty(), "the first may be an old one");

        freshness.came(report("a", 2), seconds(5));

        assertTrue(freshness.at(seconds(5)).proven().isPresent());
    }

    @Test
    void isStaleWhenTheNumberStandsStill() {
        freshness.came(report("a", 1), seconds(1));
        assertFalse(freshness.came(report("a", 1), seconds(25)));
        assertTrue(freshness.at(seconds(30)).fresh().isPresent());

        freshness.came(report("a", 1), seconds(32));

        assertInstanceOf(Sighting.Stale.class, freshness.at(seconds(32)));
    }

    @Test
    void comesBack() {
        freshness.came(report("a", 1), seconds(1));
        assertInstanceOf(Sighting.Stale.class, freshness.at(seconds(60)));

        assertTrue(freshness.came(report("a", 2), seconds(61)));

        assertTrue(freshness.at(seconds(61)).proven().isPresent());
    }

    @Test
    void takesAnotherInstanceForNewsWhateverItsNumber() {
        freshness.came(report("a", 100), seconds(1));

        assertTrue(freshness.came(report("b", 1), seconds(40)));

        assertEquals(1, freshness.sequence());
        assertTrue(freshness.at(seconds(41)).fresh().isPresent());
    }

    @Test
    void outlivesAShortTrouble() {
        freshness.came(report("a", 1), seconds(1));
        freshness.failed(NOBODY);

        assertTrue(freshness.at(seconds(20)).fresh().isPresent());
        assertEquals(NOBODY, freshness.at(seconds(40)));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private static Report report(String instance, long sequence) {
        return new Report(1, instance, sequence, null, null, null, null, null, null, null, null, null,
                null, null, null, null);
    }
}
