package dev.herald.operator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.v1alpha1.FailurePolicy.Action;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.Rollout.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a revision gets partitions, and loses them. */
class RolloutStepsTest {
    private static final Duration STEP = Duration.ofMinutes(2);

    @Test
    void withLittleTrafficAStepTakesFiveTimesAsLong() {
        Facts facts = Facts.ramping().decided("new", 3);

        facts.after(STEP.multipliedBy(4)).next();
        assertEquals(1, facts.email().ramp().partitions());
        facts.after(STEP).next();

        assertEquals(6, facts.email().ramp().partitions());
    }

    @Test
    void aStepIsHeldWithoutFiguresAndBeginsAnewWithThem() {
        Facts facts = Facts.ramping();
        facts.reported = false;
        facts.after(STEP.multipliedBy(10)).next();
        assertTrue(facts.email().ramp().held());

        facts.reported = true;
        facts.next();
        assertEquals(1, facts.email().ramp().partitions());
        facts.after(STEP).next();

        assertEquals(6, facts.email().ramp().partitions());
    }

    @Test
    void aStepIsHeldWhileMessagesOfBothFail() {
        Facts facts = Facts.ramping().fails("new").fails("old");

        facts.after(STEP.multipliedBy(10)).next();

        assertEquals("rule failed: 552; so do messages of revision old/email", facts.email().ramp().message());
        assertEquals(1, facts.email().ramp().partitions());
    }

    @Test
    void aRuleThatOnlyAlertsHoldsNothing() {
        Facts facts = Facts.ramping().decided("new", 60).decided("old", 60).fails("new");
        facts.reactions = new Reactions(Map.of("failed", List.of(Action.Alert)), Optional.empty());

        facts.after(STEP).next();

        assertEquals(6, facts.email().ramp().partitions());
    }

    @Test
    void aRuleThatHaltsHoldsAStepAndTakesNothingBack() {
        Facts facts = Facts.ramping().decided("new", 60).decided("old", 60).fails("new");
        facts.reactions = new Reactions(Map.of("failed", List.of(Action.HaltRollout)), Optional.empty());

        facts.after(STEP.multipliedBy(10)).next();

        assertEquals(1, facts.email().ramp().partitions());
        assertTrue(facts.email().ramp().held());
        assertEquals(RevisionState.Ramping, Facts.state(facts, "new"));
    }

    @Test
    void anIncidentThatHaltsHoldsEveryStepUntilItIsOver() {
        Facts facts = Facts.ramping().decided("new", 60).decided("old", 60);
        facts.reactions = new Reactions(Map.of(),
                Optional.of("incident i-7f3a9c is open, and its rule late says HaltRollout"));
        facts.after(STEP.multipliedBy(10)).next();
        assertEquals("incident i-7f3a9c is open, and its rule late says HaltRollout", facts.email().ramp().message());
        assertEquals(1, facts.email().ramp().partitions());

        facts.reactions = Reactions.ROLLBACK;
        facts.next();
        facts.after(STEP).next();

        assertEquals(6, facts.email().ramp().partitions());
    }

    @Test
    void noIncidentHoldsTheWayBackToAGoodRevision() {
        Facts facts = Facts.ramping();
        facts.reactions = new Reactions(Map.of(), Optional.of("incident i-7f3a9c is open"));
        facts.pinned("old");

        facts.next();

        assertTrue(facts.state.underWay().isEmpty(), () -> facts.state.toString());
        assertEquals("old/email", facts.email().serving());
    }

    @Test
    void aCrossedRuleTakesItBack() {
        Facts facts = Facts.ramping().fails("new");

        facts.next();

        assertEquals("Channel email: rule failed: 552", Facts.message(facts, "new"));
        assertEquals(ChannelRollout.of("old/email"), facts.email());
        assertEquals(facts.state, facts.next());
    }

    @Test
    void withoutAutoRollbackACrossedRuleHolds() {
        Facts facts = Facts.ramping().withoutRollback().fails("new");

        facts.next();

        assertEquals("Channel email: rule failed: 552; rollout.autoRollback is Disabled", facts.said());
        assertEquals(facts.state, facts.after(STEP).next());
    }

    @Test
    void whoHasNoReadyPodLosesItsPartitionsAtOnceAndIsRejectedAfterAMinute() {
        Facts facts = Facts.ramping().ready("new", 0);

        facts.next();
        assertEquals(0, facts.email().ramp().partitions());
        facts.after(Duration.ofSeconds(59)).next();
        assertEquals(RevisionState.Ramping, Facts.state(facts, "new"));
        facts.after(Duration.ofSeconds(1)).next();

        assertEquals("Channel email: none of its pods has been ready for 60 s", Facts.message(facts, "new"));
    }

    @Test
    void whoIsBackInTimeHasItsPartitionsAgain() {
        Facts facts = Facts.ramping().ready("new", 0);
        facts.next();

        facts.after(Duration.ofSeconds(20)).ready("new", 1).next();

        assertEquals(1, facts.email().ramp().partitions());
    }

    @Test
    void whoIsHeldDownLosesItsPartitionsAsSoonAsSomebodyCanTakeThem() {
        Facts facts = Facts.ramping().withoutRollback().ready("new", 0).ready("old", 0);
        facts.next();
        facts.after(Duration.ofMinutes(2)).next();
        assertEquals(1, facts.email().ramp().partitions());

        facts.ready("old", 2).next();

        assertEquals(0, facts.email().ramp().partitions());
    }

    @Test
    void anIdleChannelGoesAlongAtOnce() {
        Facts facts = Facts.ramping();
        facts.replicas = 0;

        facts.next();

        assertTrue(facts.email().ramp().isThrough(3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsAskedForAgainComesUpInItsOwnTime(boolean paused) {
        Facts facts = Facts.soaking();
        facts.ready("old", 0).ready("new", 0).next();
        facts.after(Duration.ofSeconds(30)).paused(paused);
        facts.replicas = 0;
        facts.next();

        facts.replicas = 2;
        facts.next();
        facts.after(Duration.ofMinutes(4)).next();
        assertEquals(RevisionState.Soaking, Facts.state(facts, "new"));
        assertEquals(1, Share.of(facts.state, facts.email(), 2, 12).serving());
        facts.ready("old", 1).next();
        assertEquals(0, facts.email().ramp().partitions());
        facts.ready("new", 1).next();
        assertEquals(Ramp.ALL, facts.email().ramp().partitions());

        facts.ready("new", 0).next();
        facts.after(Duration.ofSeconds(60)).next();
        assertEquals("Channel email: none of its pods has been ready for 60 s", Facts.message(facts, "new"));
    }

    @Test
    void stepsThatAreTakenOutAreNotTakenForDone() {
        Facts facts = Facts.ramping().immediate();

        assertEquals(Phase.Status, facts.next().target().phase());
        assertEquals(Ramp.ALL, facts.email().ramp().partitions());
    }
}
