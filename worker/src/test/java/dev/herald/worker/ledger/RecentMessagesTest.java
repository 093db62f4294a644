package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentMessagesTest {

    private static final long MINUTE = 60_000;

    private final RecentMessages recent = new RecentMessages();

    @Test
    void theSameIdentityWithinTenMinutesIsARepetition() {
        recent.add(5, message("a", 0), 0);
        assertTrue(recent.isRepetition(6, message("a", 10 * MINUTE - 1)));
        assertFalse(recent.isRepetition(6, message("a", 10 * MINUTE)));
        assertFalse(recent.isRepetition(6, message("b", 0)));
    }

    @Test
    void aMessageIsNotItsOwnRepetition() {
        recent.add(5, message("a", 0), 0);
        assertFalse(recent.isRepetition(5, message("a", 0)));
    }

    @Test
    void sourceAndIdAreToldApart() {
        recent.add(5, message("ab", "c", 0), 0);
        assertFalse(recent.isRepetition(6, message("a", "bc", 0)));
    }

    @Test
    void theWindowCountsFromTheMessageThatWasTakenIn() {
        recent.add(5, message("a", 0), 0);
        recent.add(6, message("a", 9 * MINUTE), 9 * MINUTE);
        assertFalse(recent.isRepetition(7, message("a", 18 * MINUTE)));
    }

    @Test
    void anHourWithoutOwnerDoesNotShortenTheWindow() {
        recent.add(5, message("a", 0), 0);
        recent.add(6, message("b", MINUTE), 60 * MINUTE);
        recent.add(7, message("c", MINUTE), 120 * MINUTE);
        assertTrue(recent.isRepetition(8, message("a", 2 * MINUTE)));
    }

    @Test
    void aProducerWhoseClockIsAheadDoesNotShortenTheWindow() {
        recent.add(5, message("a", 0), 0);
        recent.add(6, message("ahead", 60 * MINUTE), MINUTE);
        recent.add(7, message("ahead too", 120 * MINUTE), 2 * MINUTE);
        assertTrue(recent.isRepetition(8, message("a", 3 * MINUTE)));
    }

    @Test
    void tellsTheLatestMessage() {
        recent.add(5, message("a", 5 * MINUTE), 0);
        recent.add(6, message("b", 3 * MINUTE), 0);
        assertEquals(5 * MINUTE, recent.latestMillis());
    }

    private static Labels message(String id, long acceptedMillis) {
        return message("shop", id, acceptedMillis);
    }

    private static Labels message(String source, String id, long acceptedMillis) {
        return new Labels(source, id, Instant.ofEpochMilli(acceptedMillis), Labels.Attachments.NO, List.of(),
                "json-v1");
    }
}
