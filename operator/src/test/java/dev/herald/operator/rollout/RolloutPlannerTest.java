package dev.herald.operator.rollout;

import static dev.herald.operator.rollout.Facts.NEW;
import static dev.herald.operator.rollout.Facts.NEWER;
import static dev.herald.operator.rollout.Facts.OLD;
import static dev.herald.operator.rollout.Facts.TWO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.Rollout.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A release's way through all phases, and back. */
class RolloutPlannerTest {
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration SOAK = Duration.ofMinutes(30);

    @Test
    void theFirstReleaseServesAtOnceAndIsGoodAfterTheSoak() {
        Facts facts = Facts.settled(TWO);

        assertEquals("old", facts.state.serving());
        assertEquals(RevisionState.Good, Facts.state(facts, "old"));
        assertEquals(facts.state, facts.next());
    }

    @Test
    void aNewReleaseGoesByProbeStepsStatusIngestAndSoak() {
        Facts facts = Facts.settled(TWO).wants(NEW);

        assertEquals(Phase.Probe, facts.next().target().phase());
        facts.probed("Passed", TWO);
        assertEquals(Phase.Senders, facts.next().target().phase());
        facts.next();
        assertEquals(0, facts.email().ramp().partitions());
        facts.ready("new", 1).decided("new", 60).next();
        assertEquals(1, facts.email().ramp().partitions());
        facts.after(STEP).next();
        assertEquals(6, facts.email().ramp().partitions());
        facts.after(STEP).next();
        assertEquals(Ramp.ALL, facts.email().ramp().partitions());
        assertEquals(OLD, facts.state.statusRelease());
        assertEquals(Phase.Status, facts.after(STEP).next().target().phase());
        assertEquals(NEW, facts.state.statusRelease());
        assertEquals(OLD, facts.state.ingestRelease());
        assertEquals(Phase.Ingest, facts.next().target().phase());
        assertEquals(NEW, facts.state.ingestRelease());
        assertEquals(Phase.Soak, facts.next().target().phase());
        facts.after(SOAK).next();
        assertNull(facts.state.target());
        assertEquals("new", facts.state.serving());
        assertEquals(ChannelRollout.of("new/email"), facts.email());
        assertEquals(RevisionState.Good, Facts.state(facts, "new"));
        assertEquals(facts.state, facts.next());
    }

    @Test
    void aCrossedRuleInTheSoakTakesItBackEverywhere() {
        Facts facts = Facts.soaking();
        assertEquals(Phase.Soak, facts.state.target().phase());

        facts.fails("new").next();

        assertEquals(RevisionState.Rejected, Facts.state(facts, "new"));
        assertEquals(OLD, facts.state.statusRelease());
        assertEquals(OLD, facts.state.ingestRelease());
        assertEquals(ChannelRollout.of("old/email"), facts.email());
    }

    @Test
    void aRoleThatDoesNotComeUpIsRejectedAfterFiveMinutes() {
        Facts facts = Facts.ramping();
        facts.ingestCurrent = false;
        for (int i = 0; i < 4; i++) {
            facts.after(STEP).next();
        }
        assertEquals(Phase.Ingest, facts.state.target().phase());

        facts.after(Duration.ofMinutes(5)).next();

        assertEquals("its ingest was not ready within 5 minutes", Facts.message(facts, "new"));
    }

    @Test
    void withoutAutoRollbackARoleThatDoesNotComeUpIsHeldQuietly() {
        Facts facts = Facts.ramping().withoutRollback();
        facts.ingestCurrent = false;
        for (int i = 0; i < 4; i++) {
            facts.after(STEP).next();
        }

        facts.after(Duration.ofMinutes(5)).next();

        assertEquals("its ingest was not ready within 5 minutes; rollout.autoRollback is Disabled", facts.said());
        assertEquals(facts.state, facts.after(STEP).next());
    }

    @Test
    void aReleaseAskedForInTheMiddleFollowsWhatServes() {
        Facts facts = Facts.ramping().wants(NEWER);

        facts.next();
        assertEquals(RevisionState.Superseded, Facts.state(facts, "new"));
        assertEquals(ChannelRollout.of("old/email"), facts.email());

        assertEquals("newer", facts.next().target().revision());
    }

    @Test
    void whoIsSupersededInTheSoakSendsUntilWhatServesIsReady() {
        Facts facts = Facts.soaking().ready("old", 0).wants(NEWER);

        facts.next();
        assertEquals(RevisionState.Superseded, Facts.state(facts, "new"));
        assertEquals(Ramp.ALL, facts.email().ramp().partitions());
        assertEquals(1, Share.of(facts.state, facts.email(), 2, 12).serving());
        assertEquals(Phase.Probe, facts.next().target().phase());
        assertEquals(facts.state, facts.after(Duration.ofSeconds(5)).next());
        facts.ready("old", 1).next();

        assertEquals(ChannelRollout.of("old/email"), facts.email());
    }

    @Test
    void whoIsSupersededWithoutAProbeMakesRoomForTheNextOnlyWhenWhatServesIsReady() {
        Facts facts = Facts.soaking().ready("old", 0).wants(NEWER).immediate();
        facts.next();
        assertEquals(Phase.Senders, facts.next().target().phase());
        assertEquals("new/email", facts.next().channel("email").orElseThrow().ramp().revision());
        assertEquals(Phase.Senders, facts.state.target().phase());

        facts.ready("old", 1).next();

        assertEquals("newer/email", facts.email().ramp().revision());
        assertEquals(0, facts.email().ramp().partitions());
    }

    @Test
    void whatFollowsDoesNotWaitForEverForWhatServes() {
        Facts facts = Facts.soaking().ready("old", 0).wants(NEWER).immediate();
        facts.next();
        facts.after(Duration.ofMinutes(5).minusSeconds(1)).next();
        assertEquals("new/email", facts.next().channel("email").orElseThrow().ramp().revision());

        facts.after(Duration.ofSeconds(1)).next();

        assertEquals("newer/email", facts.email().ramp().revision());
    }

    @Test
    void whoFailsInTheSoakLosesItsPartitionsThoughNobodyElseIsReady() {
        Facts facts = Facts.soaking().ready("old", 0).fails("new");

        facts.next();

        assertEquals(ChannelRollout.of("old/email"), facts.email());
    }

    @Test
    void aGoodRevisionThatIsPinnedServesAsSoonAsAPodIsReady() {
        Facts facts = Facts.soaking();
        facts.after(SOAK).next();
        facts.pinned("old").next();
        assertEquals(Phase.Senders, facts.state.target().phase());

        facts.next();
        facts.next();

        assertEquals(new ChannelRollout("new/email", facts.email().ramp(), List.of()), facts.email());
        assertEquals("old/email", facts.email().ramp().revision());
        assertEquals(Ramp.ALL, facts.email().ramp().partitions());
    }

    @Test
    void onePodIsEnoughToBeginAllAtOnceForTheOthersComeOnlyThen() {
        Facts facts = Facts.settled(TWO).immediate().wants(NEW).heard("send", "new", TWO, List.of(), "json-v1");
        facts.replicas = 4;
        facts.next();
        facts.next();
        assertEquals(1, Share.of(facts.state, facts.email(), 4, 12).ramping());

        facts.ready("new", 1).next();

        assertEquals(Ramp.ALL, facts.email().ramp().partitions());
    }

    @Test
    void aRejectedRevisionBeginsAgainOnlyIfAPersonPinsIt() {
        Facts facts = Facts.ramping().fails("new");
        facts.next();
        assertNull(facts.next().target());

        facts.pinned("new").next();

        assertEquals("new", facts.state.target().revision());
    }

    @Test
    void aPinnedRevisionThatFailsIsHeldAndDoesNotComeAndGo() {
        Facts facts = Facts.ramping().fails("new").pinned("new");

        facts.next();

        assertEquals("Channel email: rule failed: 552; spec.rollout.revision asks for it", facts.said());
        assertEquals(facts.state, facts.after(STEP).next());
    }

    @Test
    void theSoakDoesNotEndWhileNobodyIsReady() {
        Facts facts = Facts.soaking();
        facts.replicas = 0;
        facts.next();
        facts.replicas = 2;
        facts.ready("old", 0).ready("new", 0).after(SOAK).next();
        assertEquals(Phase.Soak, facts.next().target().phase());

        facts.ready("new", 1).next();

        assertEquals("new", facts.next().serving());
    }

    @Test
    void theSoakDoesNotEndWhileItsPodsAreDown() {
        Facts facts = Facts.soaking();
        facts.after(SOAK.minusSeconds(30)).ready("new", 0).next();
        facts.after(Duration.ofSeconds(30)).next();
        assertEquals(Phase.Soak, facts.state.target().phase());

        facts.ready("new", 1).next();

        assertEquals("new", facts.next().serving());
    }

    @Test
    void theSoakBeginsAnewWhenItCouldNotBeJudged() {
        Facts facts = Facts.soaking();
        facts.measured = false;
        facts.after(SOAK).next();
        assertTrue(facts.state.target().held());

        facts.measured = true;
        facts.next();
        assertEquals(Phase.Soak, facts.after(SOAK.minusSeconds(1)).next().target().phase());

        assertNull(facts.after(Duration.ofSeconds(1)).next().target());
    }

    @Test
    void aPipelineMadeAnewServesAndRefusesWhatTheTopicRemembers() {
        Facts facts = Facts.ramping().fails("new");
        facts.next();
        facts.state = facts.state.writing("json-v2");
        long generation = facts.remembered().state.generation();

        facts.state = RolloutPlanner.begin(facts.facts(), "json-v1", facts.now);

        assertEquals("old", facts.state.serving());
        assertEquals("json-v2", facts.state.format());
        assertEquals(generation + 1, facts.state.generation());
        assertEquals(RevisionState.Rejected, Facts.state(facts, "new"));
        assertNull(facts.next().target());
    }

    @Test
    void aPipelineWithoutMemoryBeginsWithWhatIsAskedFor() {
        Facts facts = new Facts().wants(NEW);

        Rollout begun = RolloutPlanner.begin(facts.facts(), "json-v1", facts.now);

        assertEquals("new", begun.serving());
        assertEquals(ChannelRollout.of("new/email"), begun.channel("email").orElseThrow());
    }
}
