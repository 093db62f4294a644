package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotShareTest {

    @ParameterizedTest(name = "{0} slots, {1} %: of {2} live and {3} feed, waiting {4} {5}, {6} live and {7} feed may follow")
    @CsvSource({
            // slots, percent, held by live, by feed, live waits, feed waits, for live, for feed
            "64, 25,  0,  0, true,  true,  48, 16",
            "64, 25,  0,  0, true,  false, 64, 16",
            "64, 25,  0,  0, false, true,  48, 64",
            "64, 25, 48, 16, true,  true,   0,  0",
            "64, 25, 60,  0, true,  true,   0,  4",
            "64, 25, 60,  0, true,  false,  4,  4",
            "64, 25,  0, 60, true,  true,   4,  0",
            "64, 25,  0, 60, false, true,   4,  4",
            "64, 25, 10, 12, true,  true,  38,  4",
            "64, 25, 40, 24, true,  true,   0,  0",
            // Rounded down, but never to nothing on either side.
            "8,  30,  0,  0, true,  true,   6,  2",
            "8,   1,  0,  0, true,  true,   7,  1",
            "8, 100,  0,  0, true,  true,   1,  7",
            "2,   1,  0,  0, true,  true,   1,  1",
            // Held from when there were more.
            "4,  25,  3,  3, true,  true,   0,  0"})
    void leavesToEachItsShareWhileBothWait(int concurrency, int percent, int live, int feed, boolean liveWaits,
            boolean feedWaits, int forLive, int forFeed) {
        var share = new SlotShare(concurrency, percent);
        var own = new Demand(live, 0, 0, 0);
        Slots here = share.left(own, new Demand(0, feed, 0, 0), false);
        Slots elsewhere = share.left(own, new Demand(0, feed, liveWaits ? 1 : 0, feedWaits ? 1 : 0), false);

        assertEquals(forLive, here.forLive(feedWaits));
        assertEquals(forFeed, here.forFeed(liveWaits));
        assertEquals(forLive, elsewhere.forLive(false), "what waits elsewhere counts as much");
        assertEquals(forFeed, elsewhere.forFeed(false), "what waits elsewhere counts as much");
    }

    @ParameterizedTest
    @CsvSource({"true, true, false, 0, 1", "true, true, true, 1, 0", "true, false, true, 1, 0",
            "true, false, false, 1, 1", "false, true, true, 1, 1"})
    void aSingleSlotGoesFromOneToTheOther(boolean liveWaits, boolean feedWaits, boolean feedWasLast, int forLive,
            int forFeed) {
        Slots slots = new SlotShare(1, 25).left(Demand.NONE, Demand.NONE, feedWasLast);

        assertEquals(forLive, slots.forLive(feedWaits));
        assertEquals(forFeed, slots.forFeed(liveWaits));
    }

    @Test
    void whatIsTakenIsNotThereAgain() {
        var none = new Demand(0, 0, 1, 1);
        Slots slots = new SlotShare(8, 25).left(none, Demand.NONE, false);
        Slots afterFeed = slots.after(none, new Demand(0, 2, 1, 1));
        Slots afterLive = afterFeed.after(new Demand(0, 2, 1, 1), new Demand(6, 2, 1, 1));

        assertEquals(6, afterFeed.forLive(true));
        assertEquals(0, afterFeed.forFeed(true));
        assertEquals(6, afterFeed.forFeed(false));
        assertTrue(afterLive.forLive(false) == 0 && afterLive.forFeed(false) == 0, afterLive.toString());
    }
}
