package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Four replicas with 16 slots each. */
class LearnedTest {
    private static final int REPLICAS = 4;
    private static final int SLOTS = 16;

    private Learned learned = Learned.NOTHING;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private OptionalDouble quota = OptionalDouble.empty();

    @Test
    void theRateIsWhatFullReplicasComplete() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void whatIsCompletedWhileNotFullIsNoRate() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofHours(1), 10, 10, 12);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void butOneReplicaCanDoWhatItDoes() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofMinutes(5), 80, 80, 60);

        assertEquals(20, learned.rate(), 0.5);
    }

    @Test
    void beforeAnythingElseIsKnownTheSlotsInUseTellIt() {
        // 13 messages under way, 10 a second: 1.3 s each, of which a replica does 16 at once.
        see(Duration.ofMinutes(5), 10, 10, 13);

        assertEquals(12.3, learned.rate(), 0.1);
    }

    @Test
    void aSlowerProviderIsSeenUnderLoad() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofMinutes(2), 100, 13, 10_000);

        assertEquals(3.25, learned.rate(), 0.3);
    }

    @Test
    void aProviderThatIsFastAgainIsSeenBySlotsThatAreFree() {
        see(Duration.ofMinutes(1), 100, 13, 10_000);
        // Latency 4.9 s, and then 1.2 s.
        see(Duration.ofMinutes(10), 10, 10, 49);
        assertEquals(3.25, learned.rate(), 0.01);
        see(Duration.ofMinutes(10), 10, 10, 12);

        assertEquals(13, learned.rate(), 1);
    }

    /** It looks as if it could do 40 a second, by the slots, and does 13: its processor is the limit. */
    @Test
    void whoHasSlotsToSpareIsNotTakenForFaster() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofHours(1), 40, 40, 16);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void whatTheQuotaHoldsBackIsNoRate() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        quota = OptionalDouble.of(20);
        see(Duration.ofMinutes(10), 100, 19.8, 10_000);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void whatAProviderThatIsDownCompletesIsNoRate() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofMinutes(10), 100, 0.1, 20_000);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void aFewMessagesUnderWayMeanNothing() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofMinutes(10), 1, 1, 1);
        see(Duration.ofMinutes(10), 1, 1, 0);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void slotsThatHaveJustFilledUpAreNotMeasured() {
        see(Duration.ofMinutes(1), 100, 52, 10_000);
        see(Duration.ofMinutes(1), 10, 10, 12);
        see(Duration.ZERO, 500, 20, 5_000);

        assertEquals(13, learned.rate(), 0.01);
    }

    @Test
    void arrivalsAreAnAverageUntilTheyChangeByMoreThanChance() {
        see(Duration.ofMinutes(5), 100, 52, 10_000);
        see(Duration.ZERO, 108, 52, 10_000);
        assertTrue(learned.observed().arrivals() < 101);
        see(Duration.ZERO, 150, 52, 10_000);

        assertEquals(150, learned.observed().arrivals());
    }

    /** Every five seconds, and once at least. */
    private void see(Duration time, double arrivals, double completions, long backlog) {
        Instant end = now.plus(time);
        do {
            now = now.plusSeconds(5);
            ScalingFigures figures = new ScalingFigures(now, arrivals, completions, backlog, Duration.ZERO, 0, REPLICAS,
                    Optional.empty(), Optional.empty(), List.of());
            learned = learned.after(new ScalingFacts(REPLICAS, OptionalInt.empty(), false, 12, SLOTS, quota, 0,
                    Optional.of(figures)), figures);
        } while (now.isBefore(end));
    }
}
