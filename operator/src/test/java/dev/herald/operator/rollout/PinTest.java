package dev.herald.operator.rollout;

import static dev.herald.operator.rollout.Facts.NEW;
import static dev.herald.operator.rollout.Facts.OLD;
import static dev.herald.operator.rollout.Facts.ONE;
import static dev.herald.operator.rollout.Facts.TWO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.report.Report;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinTest {
    @Test
    void staysWhereNothingIsAskedFor() {
        Pin pin = Facts.settled(TWO).pin();

        assertEquals(new Pin("json-v1", Optional.empty(),
                "json-v1, which the pipeline has; spec.serializer.format asks for none"), pin);
    }

    @Test
    void risesWhenAllReadItWriteItAndFollow() {
        Facts facts = Facts.settled(TWO).heard("ingest", "old", TWO, TWO, "json-v1").format("json-v2");

        assertEquals("json-v2", facts.next().format());
        assertEquals("json-v2, as spec.serializer.format asks", facts.pin().words());
    }

    @Test
    void theNewestIsWhatAllThatWriteCanWrite() {
        Facts facts = Facts.settled(TWO)
                .heard("ingest", "old", TWO, TWO, "json-v1")
                .format(RolloutSettings.NEWEST);
        assertEquals("json-v2", facts.pin().format());

        facts.heard("ingest", "old", TWO, ONE, "json-v1");

        assertEquals("json-v1", facts.pin().format());
    }

    @Test
    void waitsForASenderThatDoesNotReadIt() {
        assertWaits(Facts.settled(TWO).heard("send", "old", ONE, ONE, "json-v1"),
                "worker send2 of revision old/email reads only json-v1");
    }

    @Test
    void waitsForAReplayThatDoesNotReadIt() {
        assertWaits(Facts.settled(TWO).heard("replay", "old", ONE, ONE, "json-v1"),
                "worker replay2 of revision old reads only json-v1");
    }

    @Test
    void waitsForAnIngestThatDoesNotWriteIt() {
        assertWaits(Facts.settled(TWO).heard("ingest", "old", TWO, ONE, "json-v1"),
                "worker ingest2 of revision old cannot write it");
    }

    @Test
    void waitsForWhoObeysAnotherPin() {
        assertWaits(Facts.settled(TWO).heard("ingest", "old", TWO, TWO, ""),
                "worker ingest2 does not follow the present pin yet");
    }

    @Test
    void neitherRisesNorFallsBlindlyPastARevisionThatSendsUntilItIsRelieved() {
        Facts facts = Facts.soaking().ready("old", 0).wants(OLD);
        facts.next();
        assertTrue(facts.email().ramp().isLeaving());

        assertWaits(facts, "a former revision still sends for Channel email");

        facts.state = facts.state.writing("json-v2").update("new", known -> known.reading(List.of("json-v2")));
        facts.reported = false;
        assertEquals("json-v2; json-v1 waits: revision new is not known to read it",
                facts.format("json-v1").pin().words());
    }

    @Test
    void waitsForAPodThatHasNotBeenHeardOf() {
        assertWaits(Facts.settled(TWO).ready("old", 3), "not all senders of Channel email have been heard of");
    }

    @Test
    void waitsForWhatServesThoughOthersAreHeardOf() {
        Facts facts = Facts.settled(TWO);
        facts.workers.clear();

        assertWaits(facts.ready("old", 0).heard("send", "new", TWO, TWO, "json-v1"),
                "not all senders of Channel email have been heard of");
    }

    @Test
    void waitsForWhatServesToBeKnownToReadIt() {
        Facts facts = Facts.settled(ONE);
        facts.workers.clear();

        assertWaits(facts.ready("old", 0).heard("send", "new", TWO, TWO, "json-v1"),
                "revision old is not known to read it");
    }

    @Test
    void waitsForTheControlTopicToRememberWhatServes() {
        Facts facts = Facts.settled(TWO);
        facts.memory = new Report.Memory(1, "json-v1", "older", List.of());

        assertWaits(facts, "the control topic does not remember revision old yet");
    }

    @Test
    void waitsForAReport() {
        Facts facts = Facts.settled(TWO);
        facts.reported = false;

        assertWaits(facts, "there is no fresh report of who reads what");
    }

    @Test
    void waitsForARolloutToEnd() {
        Facts facts = Facts.settled(TWO).wants(NEW);
        facts.next();

        assertWaits(facts, "revision new is being rolled out (Probe)");
    }

    @Test
    void waitsForAFormatThatNobodyKnows() {
        Pin pin = Facts.settled(TWO).format("cbor-v1").pin();

        assertEquals("json-v1; cbor-v1 waits: no worker knows it; they read json-v1, json-v2", pin.words());
    }

    @Test
    void isLoweredAtOnceEvenInARollout() {
        Facts facts = Facts.soaking();
        facts.state = facts.state.writing("json-v2");

        assertEquals("json-v1", facts.format("json-v1").next().format());
    }

    @Test
    void isLoweredWithoutAReportToWhatAllWereKnownToRead() {
        Facts facts = Facts.settled(TWO).format("json-v1");
        facts.state = facts.state.writing("json-v2");
        facts.reported = false;

        assertEquals("json-v1", facts.next().format());
    }

    private static void assertWaits(Facts facts, String why) {
        Pin pin = facts.format("json-v2").pin();

        assertEquals("json-v1", pin.format());
        assertEquals(Optional.of("json-v2"), pin.target());
        assertTrue(pin.words().endsWith("json-v2 waits: " + why), pin.words());
    }
}
