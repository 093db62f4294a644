package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.plan.Json;
import dev.herald.operator.scaling.ScalingRules.Policy;
import dev.herald.operator.scaling.ScalingRules.Select;
import dev.herald.operator.scaling.ScalingRules.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How soon and in which steps the number changes, and what is remembered for that; a policy alone, PaceTest shows. */
class ScalingBehaviorTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Given given = new Given();

    @Test
    void downByOneStepAtATimeAndWaitsForFiguresOfThoseWhoRemain() {
        String way = given.replicas(12).learned().load(5, 0).changes(Duration.ofMinutes(10));

        // A window of two minutes; then 30 s are ignored after each change of those who work.
        assertEquals("120s 12→6, 155s 6→4, 190s 4→3, 225s 3→2, 260s 2→1", way);
    }

    @Test
    void downOnlyAsFarAsTheRestCatchesUp() {
        assertEquals("120s 12→6, 155s 6→4",
                given.replicas(12).learned().load(45, 0).changes(Duration.ofMinutes(10)));
    }

    @Test
    void whoIsBehindKeepsWhatHeHas() {
        given.replicas(12).learned().load(5, 12_000);

        assertEquals("", given.changes(Duration.ofMinutes(10)));
    }

    @Test
    void aWindowOnTheWayUpWaitsUntilAllOfItSpeaksForMore() {
        given.behavior(new ScalingBehavior(new ScalingRules(List.of(), Select.Max, MINUTE),
                ScalingBehavior.DEFAULT.scaleDown()));

        assertEquals("60s 1→4", given.learned().load(45, 0).changes(Duration.ofMinutes(3)));
    }

    @Test
    void policiesBoundTheWayUpAlsoWhilePartitionsChangeHands() {
        given.behavior(new ScalingBehavior(
                new ScalingRules(List.of(new Policy(Unit.Pods, 4, Duration.ofSeconds(15)),
                        new Policy(Unit.Percent, 100, Duration.ofSeconds(15))), Select.Max, Duration.ZERO),
                ScalingBehavior.DEFAULT.scaleDown()));

        assertEquals("0s 1→5, 15s 5→10, 30s 10→12", given.learned().load(5, 100_000).changes(MINUTE));
    }

    @Test
    void policiesBoundTheWayDown() {
        given.behavior(new ScalingBehavior(ScalingBehavior.DEFAULT.scaleUp(),
                new ScalingRules(List.of(new Policy(Unit.Pods, 1, MINUTE)), Select.Max, Duration.ZERO)));
        given.replicas(4).learned().load(5, 0);

        assertEquals("0s 4→3, 60s 3→2, 120s 2→1", given.changes(Duration.ofMinutes(10)));
    }

    @Test
    void whatIsDisabledNeverHappens() {
        ScalingRules never = new ScalingRules(List.of(), Select.Disabled, Duration.ZERO);
        given.behavior(new ScalingBehavior(never, never)).replicas(2).learned();

        assertEquals("", given.load(5, 100_000).changes(Duration.ofMinutes(10)));
        assertEquals("2: 12 are needed, and behavior.scaleUp allows no more yet", given.decide().reason());
        assertEquals("", given.load(0, 0).changes(Duration.ofMinutes(10)));
    }

    @Test
    void nothingGoesDownBeforeAWindowHasPassedWhenTheMemoryIsLost() {
        given.replicas(12).learned().load(5, 0).decideFor(Duration.ofMinutes(1));
        given.memory = ScalingMemory.NONE;

        assertEquals(12, given.decideFor(Duration.ofSeconds(115)).replicas());
        assertEquals(6, given.decideFor(Duration.ofSeconds(10)).replicas());
    }

    @Test
    void theMemoryIsSmallAndSurvivesJson() {
        given.replicas(12).learned();
        for (int i = 0; i < 1_000; i++) {
            given.load(i % 150, i % 7 * 1_000).later(Duration.ofSeconds(5)).decide();
        }
        String text = Json.text(given.memory);

        assertEquals(given.memory, Json.read(text, ScalingMemory.class));
        assertTrue(text.length() < 2_048, text);
        assertEquals(ScalingMemory.NONE, Json.read("{}", ScalingMemory.class));
    }

    @Test
    void theSameReportSeenAgainChangesNothing() {
        given.replicas(3).learned().load(30, 200).decide();
        ScalingMemory before = given.memory;

        given.decide();
        assertEquals(before, given.memory);
    }
}
