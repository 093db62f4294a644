package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is not measured, or is no measurement, changes nothing. */
class ScalingWithoutFiguresTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Given given = new Given();

    @Test
    void withoutFiguresAllIsHeld() {
        ScalingDecision first = given.replicas(7).decideWithoutFigures();
        assertEquals("held at 7: no measurement yet", first.reason());
        assertEquals(Basis.Unknown, first.basis());
        assertEquals(Optional.empty(), first.catchUpTime());

        given.load(45, 0).learned().later(SECOND).decide();
        given.later(Duration.ofMinutes(2));
        assertEquals("held at 7: no measurement for 2m", given.decideWithoutFigures().reason());
    }

    @Test
    void oldFiguresAreNone() {
        given.replicas(7).learned().load(0, 0).decide();
        given.old = Duration.ofSeconds(31);
        ScalingDecision decision = given.later(Duration.ofSeconds(40)).decideFor(Duration.ofHours(1));

        assertEquals(7, decision.replicas());
        assertEquals(Basis.Unknown, decision.basis());
    }

    @Test
    void whatWasHeldGoesDownOnlyAfterAWholeWindowOfFigures() {
        given.replicas(6).learned().load(5, 0).decide();
        IntStream.range(0, 100).forEach(_ -> given.later(Duration.ofSeconds(5)).decideWithoutFigures());

        assertEquals(6, given.decideFor(Duration.ofSeconds(115)).replicas());
        assertEquals(4, given.decideFor(Duration.ofSeconds(10)).replicas());
    }

    @Test
    void aPersonsBoundsHoldWithoutFigures() {
        ScalingDecision decision = given.mode(Mode.Auto, 1, 4).replicas(7).decideWithoutFigures();

        assertEquals("4: minReplicas, maxReplicas and partitions allow no other; no measurement yet",
                decision.reason());
        assertEquals(Basis.Unknown, decision.basis());
    }

    @Test
    void figuresOfThirtySecondsAfterARebalanceAreIgnored() {
        given.learned().load(5, 0).decide();
        // Another pod of the same number: partitions have changed hands.
        given.memory = given.memory.rebalancing(given.now.plus(SECOND));
        given.load(5, 41_000).later(Duration.ofSeconds(13));
        ScalingDecision ignored = given.decide();
        assertEquals("held at 1: partitions changed hands 12s ago", ignored.reason());
        assertEquals(Basis.Settling, ignored.basis());

        assertEquals(12, given.later(Duration.ofSeconds(18)).decide().replicas());
    }

    @Test
    void aChangeInThoseWhoWorkIsARebalance() {
        given.replicas(4).learned().load(50, 0).decide();
        // One of the four has none any more.
        ScalingFigures three = new ScalingFigures(given.now.plusSeconds(5), 50, 39, 41_000, Duration.ofMinutes(1), 0, 3,
                Optional.empty(), Optional.empty(), List.of());
        ScalingDecision decision = ScalingPlanner.decide(given.settings, new ScalingFacts(4, OptionalInt.empty(), false,
                12, 16, OptionalDouble.empty(), 0, Optional.of(three)), given.memory, given.now.plusSeconds(5));

        assertEquals(Basis.Settling, decision.basis());
    }

    @Test
    void wherePartitionsChangeHandsAgainAndAgainNothingIsKnown() {
        given.replicas(4).learned().load(50, 0).decide();
        ScalingDecision decision = null;
        for (int i = 0; i < 13; i++) {
            given.memory = given.memory.rebalancing(given.now);
            decision = given.later(Duration.ofSeconds(10)).decide();
        }

        assertEquals(Basis.Unknown, decision.basis());
        assertEquals("held at 4: partitions change hands again and again, so that nothing was measured for 2m",
                decision.reason());
    }

    @Test
    void whatIsNoMeasurementIsRefused() {
        given.arrivals = Double.NaN;
        assertEquals("arrivalsPerSecond: NaN is no measurement",
                assertThrows(IllegalArgumentException.class, given::figures).getMessage());
    }
}
