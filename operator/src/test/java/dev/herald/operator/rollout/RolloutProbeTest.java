package dev.herald.operator.rollout;

import static dev.herald.operator.rollout.Facts.NEW;
import static dev.herald.operator.rollout.Facts.OLD;
import static dev.herald.operator.rollout.Facts.TWO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.rollout.Rollout.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a probe's verdict. */
class RolloutProbeTest {
    @Test
    void aProbeThatFailsRejectsAndIsNotRunAgain() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        facts.next();

        facts.probed("Failed", TWO).next();

        assertEquals(RevisionState.Rejected, Facts.state(facts, "new"));
        assertEquals("the probe failed: it says so", Facts.message(facts, "new"));
        assertEquals(facts.state, facts.next());
    }

    @Test
    void anInconclusiveProbeRunsAgainAfterAMinuteUnderAnotherName() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        String first = facts.next().target().probe();
        facts.probed("Inconclusive", TWO).next();
        assertEquals(first, facts.state.target().probe());

        facts.after(Duration.ofMinutes(1)).next();

        assertNotEquals(first, facts.state.target().probe());
        facts.probed("Passed", TWO);
        assertEquals(Phase.Senders, facts.next().target().phase());
    }

    @Test
    void aProbeWhoseJobFailsRunsAgain() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        String first = facts.next().target().probe();
        facts.jobFailed = "DeadlineExceeded";
        facts.next();
        assertEquals("the probe's Job failed, it is tried again: DeadlineExceeded", facts.said());

        facts.after(Duration.ofMinutes(1)).next();

        assertNotEquals(first, facts.state.target().probe());
    }

    @Test
    void whatAFormerProbeFoundCountsForNothing() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        facts.next();
        facts.probed("Failed", TWO).wants(OLD).next();
        assertEquals(RevisionState.Superseded, Facts.state(facts, "new"));

        facts.wants(NEW).next();

        assertEquals(Phase.Probe, facts.next().target().phase());
    }

    @Test
    void aPausedProbeWaits() {
        Facts facts = Facts.settled(TWO).wants(NEW).paused(true);
        facts.next();
        facts.probed("Passed", TWO).next();
        assertEquals(Phase.Probe, facts.state.target().phase());

        assertEquals(Phase.Senders, facts.paused(false).next().target().phase());
    }
}
