package dev.herald.worker.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {

    private static final int PARTITIONS = 4;
    // So that nothing depends on where the clock begins.
    private static final long BEGIN = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final TokenBucket bucket = new TokenBucket(PARTITIONS);
    private long nanos = BEGIN;

    @Test
    void beginsEmptyAndFillsByItsPartOfTheRate() {
        advance(Duration.ZERO, 2_000, 8_000, 1);
        assertFalse(bucket.take());
        assertEquals(Duration.ofSeconds(2).toNanos(), bucket.nanosToNext(), "a quarter of two a second");

        advance(Duration.ofMillis(1_999), 2_000, 8_000, 1);
        assertFalse(bucket.take());
        assertEquals(Duration.ofMillis(1).toNanos(), bucket.nanosToNext());
        advance(Duration.ofMillis(1), 2_000, 8_000, 1);
        assertEquals(0, bucket.nanosToNext());
        assertTrue(bucket.take());
        assertFalse(bucket.take());
    }

    @Test
    void holdsItsPartOfTheBurst() {
        advance(Duration.ZERO, 100_000, 12_000, 1);
        advance(Duration.ofHours(1), 100_000, 12_000, 1);
        assertEquals(3, takeAll());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2_000})
    void hasRoomForOneTokenWhereItsPartIsLess(long burst) {
        advance(Duration.ZERO, 100_000, burst, 1);
        advance(Duration.ofHours(1), 100_000, burst, 1);
        assertEquals(1, takeAll());
    }

    @Test
    void keepsWhatItHasUpToItsNewDepth() {
        advance(Duration.ZERO, 4_000, 8_000, 4);
        advance(Duration.ofSeconds(3), 4_000, 8_000, 4);
        advance(Duration.ofSeconds(2), 4_000, 8_000, 1);
        assertEquals(2, takeAll(), "its depth is a quarter of eight");

        advance(Duration.ZERO, 4_000, 8_000, 4);
        assertEquals(0, takeAll(), "a part that grows brings nothing");
    }

    @Test
    void isEmptyAfterItOwnedNothingOrTheRateWasTaken() {
        advance(Duration.ZERO, 4_000, 4_000, 4);
        advance(Duration.ofMinutes(1), 4_000, 4_000, 0);
        assertEquals(0, takeAll());
        assertEquals(0, bucket.soon());
        assertEquals(Long.MAX_VALUE, bucket.nanosToNext());
        advance(Duration.ofMinutes(1), 4_000, 4_000, 4);
        assertEquals(0, takeAll());

        advance(Duration.ofMinutes(1), 0, 4_000, 4);
        assertEquals(0, takeAll());
        assertEquals(0, bucket.soon());
    }

    @Test
    void saysHowManyTokensComeSoon() {
        advance(Duration.ZERO, 3_500, 8_000, 4);
        assertEquals(3, bucket.soon());
        advance(Duration.ofMillis(500), 3_500, 8_000, 4);
        assertEquals(5, bucket.soon());
        advance(Duration.ZERO, 1, 8_000, 1);
        takeAll();
        assertEquals(1, bucket.soon(), "a slow one lets one claim wait, all the same");
    }

    @Test
    void takesNumbersAsLargeAsTheyCome() {
        TokenBucket large = new TokenBucket(100_000);
        large.advance(0, Integer.MAX_VALUE, Integer.MAX_VALUE, 100_000);
        large.advance(Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 100_000);
        assertEquals(2L * Integer.MAX_VALUE / 1_000, large.soon());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverGivesMoreThanRateAndBurstAllowWhateverItsPartWas(long seed) {
        var random = new SplittableRandom(seed);
        var window = new AnyWindow();
        int burst = random.nextInt(10_000);
        int owned = 0;
        int rate = 0;
        double brought = 0;
        for (int step = 0; step < 20_000; step++) {
            long passed = random.nextLong(random.nextInt(20) == 0 ? 5_000_000_000L : 20_000_000L);
            brought += (double) passed * rate * owned / PARTITIONS / 1_000 / Duration.ofSeconds(1).toNanos();
            if (random.nextInt(10) == 0) {
                owned = random.nextInt(PARTITIONS + 1);
                rate = random.nextInt(100_000);
            }
            advance(Duration.ofNanos(passed), rate, burst, owned);
            while (random.nextInt(5) > 0 && bucket.take()) {
                window.sent(brought);
            }
        }
        assertTrue(window.sends() > 1_000, () -> "sends " + window.sends());
        assertTrue(window.most() <= burst / 1_000.0 + 1 + 1e-6, () -> window.most() + " at once of " + burst);
    }

    private void advance(Duration passed, long rate, long burst, int owned) {
        nanos += passed.toNanos();
        bucket.advance(nanos, rate, burst, owned);
    }

    private int takeAll() {
        int taken = 0;
        while (bucket.take()) {
            taken++;
        }
        return taken;
    }
}
