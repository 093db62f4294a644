package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.scaling.ScalingRules.Policy;
import dev.herald.operator.scaling.ScalingRules.Select;
import dev.herald.operator.scaling.ScalingRules.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against the examples of Kubernetes' documentation: docs/scaling.md names it. */
class PaceTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private ScalingMemory memory = ScalingMemory.NONE;

    @Test
    void theLargestChangeIsChosenUnlessTheSmallestIsAskedFor() {
        List<Policy> policies = List.of(new Policy(Unit.Pods, 4, MINUTE), new Policy(Unit.Percent, 10, MINUTE));

        assertEquals(72, down(80, rules(Select.Max, policies)));
        assertEquals(76, down(80, rules(Select.Min, policies)));
        assertEquals(6, down(10, rules(Select.Max, policies)));
        assertEquals(80, down(80, rules(Select.Disabled, policies)));
        assertEquals(0, down(80, rules(Select.Max, List.of())));
    }

    @Test
    void aPercentageOnTheWayUpIsRoundedUp() {
        assertEquals(12, up(11, rules(Select.Max, List.of(new Policy(Unit.Percent, 1, MINUTE)))));
    }

    @Test
    void changesOfThePeriodCountFromItsBeginning() {
        ScalingRules four = rules(Select.Max, List.of(new Policy(Unit.Pods, 4, MINUTE)));
        memory = memory.changing(3, MINUTE, NOON.minusSeconds(30));
        assertEquals(8, up(7, four));

        memory = memory.changing(1, MINUTE, NOON.minusSeconds(10));
        assertEquals(8, up(8, four));
        memory = ScalingMemory.NONE.changing(3, MINUTE, NOON.minusSeconds(60));
        assertEquals(11, up(7, four));
    }

    @Test
    void theMostCautiousRecommendationOfAWindowCounts() {
        recommend(60, 5);
        recommend(40, 9);
        recommend(20, 2);
        recommend(0, 4);

        assertEquals(9, stabilised(12, Duration.ZERO, MINUTE));
        assertEquals(4, stabilised(12, Duration.ZERO, Duration.ofSeconds(30)));
        assertEquals(2, stabilised(1, MINUTE, MINUTE));
        assertEquals(4, stabilised(1, Duration.ZERO, MINUTE));
        assertEquals(6, stabilised(6, MINUTE, MINUTE));
    }

    @Test
    void onlyRecommendationsThatMayCountAreRemembered() {
        for (int second = 600; second >= 0; second -= 5) {
            recommend(second, 3 + second / 5 % 3);
        }

        assertEquals(3, memory.recommendations().size());
    }

    @Test
    void whatNoHpaTakesIsRefused() {
        assertThrows(InvalidSpec.class, () -> new Policy(Unit.Pods, 0, MINUTE));
        assertThrows(InvalidSpec.class, () -> new Policy(Unit.Pods, 1, Duration.ofHours(1)));
        assertThrows(InvalidSpec.class, () -> new ScalingRules(List.of(), Select.Max, Duration.ofHours(2)));
    }

    private void recommend(int secondsAgo, int replicas) {
        memory = memory.recommending(replicas, MINUTE, NOON.minusSeconds(secondsAgo));
    }

    private int stabilised(int current, Duration up, Duration down) {
        return new Pace(new ScalingBehavior(new ScalingRules(List.of(), Select.Max, up),
                new ScalingRules(List.of(), Select.Max, down)), memory, NOON).stabilised(current);
    }

    private int up(int current, ScalingRules rules) {
        return new Pace(new ScalingBehavior(rules, rules), memory, NOON).allowed(current, 1_000);
    }

    private int down(int current, ScalingRules rules) {
        return new Pace(new ScalingBehavior(rules, rules), memory, NOON).allowed(current, 0);
    }

    private static ScalingRules rules(Select select, List<Policy> policies) {
        return new ScalingRules(policies, select, Duration.ZERO);
    }
}
