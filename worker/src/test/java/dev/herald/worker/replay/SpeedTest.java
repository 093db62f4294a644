package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpeedTest {

    @Test
    void knowsNothingUntilItHasSeenTwoMoments() {
        assertEquals(0, Speed.UNKNOWN.perSecond());
        Speed one = Speed.UNKNOWN.with(Facts.NOON, 700);
        assertEquals(0, one.perSecond());
        assertEquals(Optional.empty(), one.eta(10));
    }

    @Test
    void isThatOfTheLastMinute() {
        Speed speed = Speed.UNKNOWN;
        for (int second = 0; second <= 300; second++) {
            speed = speed.with(Facts.NOON.plusSeconds(second), second < 200 ? second * 100 : 20_000 + second / 4);
        }
        assertEquals(61, speed.seen().size());
        assertEquals(0.3, speed.perSecond());
        assertEquals(Optional.of(Facts.NOON.plusSeconds(300 + 40)), speed.eta(10));
        assertEquals(Optional.empty(), speed.eta(0));
    }

    @Test
    void standsStillWhenNothingIsDecided() {
        Speed speed = Speed.UNKNOWN.with(Facts.NOON, 5).with(Facts.NOON.plusSeconds(30), 5);
        assertEquals(0, speed.perSecond());
        assertEquals(Optional.empty(), speed.eta(10));
    }

    @Test
    void beginsAnewWhenTheClockIsPutBack() {
        Speed speed = Speed.UNKNOWN.with(Facts.NOON, 5).with(Facts.NOON.minusSeconds(30), 90);
        assertEquals(0, speed.perSecond());
        assertEquals(3, speed.with(Facts.NOON.minusSeconds(20), 120).perSecond());
    }
}
