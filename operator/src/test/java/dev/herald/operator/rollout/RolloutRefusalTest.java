package dev.herald.operator.rollout;

import static dev.herald.operator.rollout.Facts.NEW;
import static dev.herald.operator.rollout.Facts.ONE;
import static dev.herald.operator.rollout.Facts.TWO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.report.Report;
import dev.herald.operator.rollout.Rollout.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does not read what is held, or what is written, gets no message. */
class RolloutRefusalTest {
    private static final Duration STEP = Duration.ofMinutes(2);

    @Test
    void aPinnedRevisionThatCannotReadWhatIsHeldHasNoPartitions() {
        Facts facts = Facts.ramping().pinned("new");
        facts.held.add(new Report.Held("cbor-v1", "quarantine", 3));

        facts.next();

        assertEquals(ChannelRollout.of("old/email"), facts.email());
        assertTrue(facts.said().startsWith("refused: its workers read only json-v1, json-v2, and not cbor-v1"));
        assertEquals(facts.state, facts.after(STEP).next());
    }

    @Test
    void aReleaseThatDoesNotReadWhatIsHeldIsRefusedWithPlaceAndCount() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        facts.next();
        facts.held.add(new Report.Held("json-v2", "quarantine", 1_200));

        facts.probed("Passed", ONE).next();

        assertEquals("refused: its workers read only json-v1, and not json-v2, in which the quarantine still holds "
                + "1,200 messages", Facts.message(facts, "new"));
    }

    @Test
    void aReleaseThatDoesNotReadThePinIsRefusedThoughNothingIsHeldYet() {
        Facts facts = Facts.settled(TWO);
        facts.state = facts.state.writing("json-v2");
        facts.wants(NEW).next();

        facts.probed("Passed", ONE).next();

        assertEquals("refused: its workers read only json-v1, and not json-v2, in which messages are written",
                Facts.message(facts, "new"));
    }

    @Test
    void aReleaseWaitsUntilNobodyWritesWhatItDoesNotRead() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        facts.next();
        facts.heard("ingest", "old", TWO, TWO, "json-v2");

        facts.probed("Passed", ONE).next();
        assertEquals("the probe passed; worker ingest2 still writes json-v2", facts.said());
        assertEquals(Phase.Probe, facts.state.target().phase());

        facts.workers.removeLast();
        assertEquals(Phase.Senders, facts.next().target().phase());
    }

    @Test
    void aReleaseOfWhichNothingIsKnownHasNoPartitionsEvenOfAnIdleChannel() {
        Facts facts = Facts.settled(TWO).immediate().wants(NEW);
        facts.replicas = 0;
        facts.next();
        facts.next();
        facts.next();

        assertEquals(0, facts.email().ramp().partitions());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNobodySendsTheStatusWorkerSaysWhatAReleaseReadsAndItIsGood(boolean channels) {
        Facts facts = whereNobodySends(channels);
        assertEquals(Phase.Soak, facts.state.target().phase());
        assertEquals(facts.state, facts.next());

        facts.heard("status", "new", TWO, List.of(), "json-v1").next();

        assertNull(facts.state.target());
        assertEquals(RevisionState.Good, Facts.state(facts, "new"));
        assertEquals(TWO, facts.state.servingRelease().reads());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNobodySendsAReleaseThatDoesNotReadWhatIsHeldIsRefusedAsElsewhere(boolean channels) {
        Facts facts = whereNobodySends(channels);
        facts.held.add(new Report.Held("json-v2", "log", 3));

        facts.heard("status", "new", ONE, List.of(), "json-v1").next();

        assertEquals("refused: its workers read only json-v1, and not json-v2, in which the log still holds 3 messages",
                Facts.message(facts, "new"));
    }

    private static Facts whereNobodySends(boolean channels) {
        Facts facts = Facts.settled(TWO).immediate().wants(NEW);
        facts.replicas = 0;
        facts.hasChannels = channels;
        facts.reporter = "new";
        for (int i = 0; i < 6; i++) {
            facts.next();
        }
        return facts;
    }
}
