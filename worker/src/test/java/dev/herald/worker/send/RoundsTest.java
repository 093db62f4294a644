package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.RateLimits;
import dev.herald.worker.delivery.Slots;
import dev.herald.worker.delivery.Unsent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each partition of a sender is offered when all decide in turn. */
class RoundsTest {
    private static final Optional<Rate> NO_RATE = Optional.empty();
    private static final Optional<Rate> RATE = Optional.of(new Rate(10_000, 4_000, 2_000, 1_000));

    private final List<FakeOwnership> four = Stream.generate(FakeOwnership::new).limit(4).toList();

    RoundsTest() {
        four.forEach(FakeOwnership::start);
    }

    @Test
    void shareTheSlotsByWhatIsHeldAndWaitsInAll() {
        Rounds rounds = rounds(8);
        four.get(0).demand = new Demand(4, 0, 0, 0);
        four.get(1).demand = new Demand(0, 1, 1, 0);
        four.get(2).demand = new Demand(0, 0, 0, 1);
        advance(rounds, 25, NO_RATE);
        assertEquals(new Slots(3, 1, true, true), four.get(0).offered);
        assertEquals(new Slots(3, 1, false, true), four.get(1).offered);
        assertEquals(new Slots(3, 1, true, false), four.get(2).offered);
        assertEquals(5, rounds.slots());

        advance(rounds, 50, NO_RATE);
        assertEquals(new Slots(3, 3, true, true), four.get(0).offered);
    }

    @Test
    void anotherComesFirstInEachSoThatASingleSlotGoesRound() {
        Rounds rounds = rounds(1);
        four.forEach(worker -> worker.takesASlot = true);

        assertEquals(Set.of(0, 1, 2, 3), IntStream.range(0, 4).mapToObj(_ -> {
            advance(rounds, 25, NO_RATE);
            int taker = taker();
            four.get(taker).demand = Demand.NONE;
            return taker;
        }).collect(Collectors.toSet()));
    }

    @Test
    void keepToTheSendersPartOfTheRate() {
        Rounds rounds = rounds(8);
        assertTrue(advance(rounds, 25, RATE), "there was none");
        assertEquals(RATE, rounds.rate());
        assertFalse(advance(rounds, 25, RATE));

        four.get(1).unsent = new Unsent(2, 1, 3);
        four.get(2).unsent = new Unsent(1, 0, 1);
        four.get(0).end();
        assertTrue(advance(rounds, 25, RATE));
        assertEquals(Optional.of(new Rate(7_500, 3_000, 1_500, 750)), rounds.rate());
        assertEquals(RATE, rounds.obeyed(), "whatever it owns, others go by the whole");
        assertEquals(4, rounds.waitingForRate());

        assertTrue(advance(rounds, 25, NO_RATE));
        assertEquals(NO_RATE, rounds.rate());
        assertEquals(0, rounds.waitingForRate());
    }

    @Test
    void theRateIsAnotherAlsoWhereItsPartIsNot() {
        four.forEach(FakeOwnership::end);
        Rounds rounds = rounds(8);
        advance(rounds, 25, RATE);

        assertTrue(advance(rounds, 25, Optional.of(new Rate(20_000, 8_000, 2_000, 1_000))));
    }

    private static Rounds rounds(int concurrency) {
        return new Rounds(concurrency, new RateLimits(4));
    }

    private boolean advance(Rounds rounds, int replaySharePercent, Optional<Rate> rate) {
        return rounds.advance(new Moment(Instant.EPOCH, 0), List.copyOf(four),
                new DeliverySettings(false, new DeliveryPolicy(1, DeliveryPolicy.BackoffPolicy.Linear, Duration.ZERO,
                        Duration.ZERO, Duration.ofHours(1)), OnUnknown.Park, replaySharePercent, rate));
    }

    private int taker() {
        int[] takers = IntStream.range(0, 4).filter(it -> four.get(it).demand.slots() > 0).toArray();
        assertEquals(1, takers.length, "one slot, one taker");
        return takers[0];
    }
}
