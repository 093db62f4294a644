package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How many replicas a load needs, within a person's bounds and the quota; that it takes its time, ScalingBehaviorTest shows. */
class ScalingPlannerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Given given = new Given();

    @Test
    void asManyAsTheBacklogNeeds() {
        ScalingDecision decision = given.replicas(12).learned().load(9.6, 41_000).decide();

        assertEquals("12: backlog 41,000 gone in 4m40s at 12 × 13/s", decision.reason());
        assertEquals(Basis.Demand, decision.basis());
        assertEquals(Optional.of(Duration.ofSeconds(282)), decision.catchUpTime());
    }

    @ParameterizedTest
    @CsvSource({
            // arrivals, backlog, replicas
            "  5,      0,  1",
            " 12,      0,  1",
            " 20,      0,  2",
            " 50,      0,  6",
            " 10,  6_000,  3",
            " 10, 12_000,  6",
            " 60, 12_000, 12"
    })
    void theLeastNumberThatIsDoneInTimeAndSharesThePartitionsEvenly(double arrivals, String backlog, int replicas) {
        assertEquals(replicas,
                given.learned().load(arrivals, Long.parseLong(backlog.replace("_", ""))).decide().replicas());
    }

    @Test
    void messagesThatAreAboutToBeTooOldNeedMoreThanTheBacklogAlone() {
        assertEquals(2, given.replicas(2).learned().load(10, 3_000).decide().replicas());

        given.oldest = Duration.ofMinutes(9);
        assertEquals(12, given.later(SECOND).decide().replicas());
    }

    @Test
    void neverMoreThanTheQuotaCanUse() {
        given.quota = OptionalDouble.of(50);
        ScalingDecision decision = given.learned().load(20, 41_000).decide();

        assertEquals("4: quota 50/s is used up by 4", decision.reason());
        assertEquals(Basis.Quota, decision.basis());
        assertEquals(Optional.of(Duration.ofSeconds(1_388)), decision.catchUpTime());
    }

    @Test
    void neverMoreThanMaxReplicasOrPartitions() {
        ScalingDecision bounded = given.mode(Mode.Auto, 1, 4).learned().load(20, 100_000).decide();
        assertEquals("4: backlog 100,000 gone in 52m30s at 4 × 13/s; maxReplicas is 4", bounded.reason());
        assertEquals(Basis.MaxReplicas, bounded.basis());

        ScalingDecision shared = new Given().mode(Mode.Auto, 1, 100).learned().load(20, 100_000).decide();
        assertEquals("12: backlog 100,000 gone in 12m40s at 12 × 13/s; 12 partitions are shared no better by more",
                shared.reason());
        assertEquals(Basis.Partitions, shared.basis());
    }

    /** With 7 to 11 replicas one of them has two of the 12 partitions, as with 6. */
    @Test
    void noMoreThanShareThePartitionsBetter() {
        ScalingDecision decision = given.mode(Mode.Auto, 1, 10).learned().load(20, 100_000).decide();

        assertEquals(6, decision.replicas());
        assertEquals(Basis.Partitions, decision.basis());
    }

    @Test
    void neverFewerThanMinReplicas() {
        ScalingDecision decision = given.mode(Mode.Auto, 3, 12).replicas(3).learned().load(5, 0).decide();

        assertEquals("3: minReplicas, arrivals 5/s at 3 × 13/s", decision.reason());
        assertEquals(Basis.Behavior, decision.basis());
        assertEquals("3: idle, and minReplicas is 3", given.load(0, 0).later(SECOND).decide().reason());
    }

    @Test
    void anIdleChannelCostsNothingAndTheFirstMessageWakesIt() {
        given.mode(Mode.Auto, 0, 12).replicas(1).learned().load(0, 0);
        assertEquals("120s 1→0", given.changes(Duration.ofHours(1)));
        assertEquals("0: idle", given.decide().reason());

        given.later(SECOND).load(0.1, 1);
        ScalingDecision woken = given.decide();
        assertEquals("1: backlog 1 gone in 21s at 1 × 13/s", woken.reason());
    }

    @Test
    void aBurstWakesAsManyAsItNeeds() {
        given.mode(Mode.Auto, 0, 12).replicas(0).learned().load(300, 3_000);
        given.completions = 0;

        assertEquals(12, given.decide().replicas());
    }

    @Test
    void aTimerThatIsDueSoonWakesToo() {
        given.mode(Mode.Auto, 0, 12).replicas(0).learned();
        given.nextDue = Optional.of(Given.NOON.plusSeconds(30));
        assertEquals(0, given.decide().replicas());

        given.later(Duration.ofSeconds(10));
        assertEquals("1: a message falls due soon", given.decide().reason());
    }

    @Test
    void aReplayKeepsAnIdleChannelAwakeAndHasReplicasOfItsOwn() {
        given.mode(Mode.Auto, 0, 12).replicas(0).learned();
        given.replayPercent = 25;
        given.replayBacklog = 10_000;

        assertEquals("3: a replay of 10,000 and arrivals 0/s at 3 × 13/s", given.decide().reason());
    }

    @Test
    void liveMessagesAreAsFastBesideAReplayAsWithoutIt() {
        given.replicas(3).learned().load(36, 0);
        assertEquals(3, given.decide().replicas());

        given.replayPercent = 25;
        given.replayBacklog = 1;
        assertEquals(4, given.later(SECOND).decide().replicas());
    }

    @ParameterizedTest
    @EnumSource
    void suspendBeatsEverything(Mode mode) {
        given.asked = OptionalInt.of(7);
        given.suspended = true;
        ScalingDecision decision = given.mode(mode, 1, 3).replicas(5).learned().load(20, 100_000).decide();

        assertEquals("held at 5: suspended", decision.reason());
        assertEquals(Basis.Suspended, decision.basis());
    }

    @Test
    void whatIsFixedIsWhatAPersonSays() {
        given.asked = OptionalInt.of(20);
        ScalingDecision decision = given.mode(Mode.Fixed, 1, 3).load(20, 100_000).decide();

        assertEquals("20: spec.replicas", decision.reason());
        assertEquals(Basis.Fixed, decision.basis());
    }

    @Test
    void sixStaySixWhenAnAutoscalerTakesOverAndWhenItIsTakenBack() {
        given.replicas(6).learned().load(60, 0);
        assertEquals(6, given.decide().replicas());

        ScalingDecision handed = given.mode(Mode.External, 1, 12).later(SECOND).decide();
        assertEquals("6: as it was, for nobody has set spec.replicas", handed.reason());
        given.asked = OptionalInt.of(12);
        assertEquals("12: spec.replicas, from an autoscaler of yours", given.later(SECOND).decide().reason());

        given.mode(Mode.Auto, 1, 12).load(5, 0).later(Duration.ofHours(1)).decide();
        given.later(SECOND);
        assertEquals(12, given.decide().replicas());
    }

    @Test
    void boundsThatExcludeEachOtherAreRefused() {
        assertEquals("spec.scaling.maxReplicas: 2 is too few: write at least 1, and at least minReplicas, which is 3",
                assertThrows(InvalidSpec.class, () -> Given.settings(Mode.Auto, 3, 2)).getMessage());
        assertEquals("spec.scaling.minReplicas: write 0 or more",
                assertThrows(InvalidSpec.class, () -> Given.settings(Mode.Auto, -1, 2)).getMessage());
        assertEquals("spec.scaling.targetCatchUp: write a duration above zero, such as 5m",
                assertThrows(InvalidSpec.class, () -> new ScalingSettings(Mode.Auto, 1, 2, Duration.ZERO, MINUTE,
                        ScalingBehavior.DEFAULT)).getMessage());
    }
}
