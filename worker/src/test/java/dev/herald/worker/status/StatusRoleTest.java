package dev.herald.worker.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Channel;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.Log.State;
import dev.herald.worker.status.report.ReportFormat;

/** The status worker on a real Kafka, with what applications and senders would write. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class StatusRoleTest {

    private final String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    private StatusWorker worker;
    private TestLedger ledger;

    @BeforeEach
    void start(Broker broker, @TempDir Path folder) throws IOException {
        worker = new StatusWorker(folder).configure(broker.bootstrapServers(), name, "Create", "Warn").start();
        ledger = new TestLedger(broker.bootstrapServers(), name);
        worker.await(report -> report.log().state() == State.Ready && report.channels().get("email").measured());
    }

    @AfterEach
    void close() {
        ledger.close();
        worker.close();
    }

    private Channel email() {
        return worker.report().channels().get("email");
    }

    private static boolean has(Report report, IncidentEntry.State state) {
        return report.incidents().stream().anyMatch(incident -> incident.state() == state);
    }

    @Test
    void countsArrivalsLagAndMessagesThatAddressNobody() {
        for (int i = 0; i < 10; i++) {
            ledger.message(i % 2, Optional.of("email"));
        }
        ledger.message(0, Optional.empty());
        ledger.message(1, Optional.of("email,sms"));
        Report report = worker.await(r -> r.channels().get("email").lag() == 11 && r.unaddressed().count() == 2);
        assertEquals(11, report.channels().get("email").totals().arrived());
        assertEquals(List.of("sms"), report.unaddressed().keys());
        assertTrue(report.channels().get("email").oldest() != null);

        ledger.commit("email", 0, 6);
        ledger.commit("email", 1, 5);
        worker.await(r -> r.channels().get("email").lag() == 1);
        ledger.commit("email", 1, 6);
        worker.await(r -> r.channels().get("email").lag() == 0);
        assertNull(email().oldest());
        // A new worker learns the same from the commits; it does not count again what was taken in.
        worker.restart();
        worker.await(r -> r.channels().get("email").measured());
        assertEquals(0, email().lag());
    }

    @Test
    void opensAnIncidentForAttachmentsKeepsItOverARestartAndClosesIt() {
        ledger.decide("email", 40, Attachments.NO, true);
        ledger.decide("email", 12, Attachments.YES, false);
        Report report = worker.await(r -> has(r, IncidentEntry.State.Open));
        IncidentEntry open = report.incidents().getFirst();
        assertEquals(Map.of("attachments", "true"), open.of());
        assertEquals(12, open.affected());
        assertEquals("12 of 12 with attachments=true failed in 1m: 552 message content rejected", open.message());
        worker.await(r -> r.channels().get("email").totals().accepted() == 40);
        assertEquals(12, email().totals().failed());
        assertEquals(Map.of("attachments", "true"), email().failing().getFirst().of());
        assertTrue(worker.text("/metrics").contains("herald_incident_open{channel=\"email\",rule=\"failed\"} 1"),
                worker.text("/metrics"));

        worker.restart();
        IncidentEntry kept = worker.await(r -> has(r, IncidentEntry.State.Open)).incidents().getFirst();
        assertEquals(open.id(), kept.id());
        assertEquals(open.onset(), kept.onset());
        assertEquals(open.detected(), kept.detected());
        assertEquals(1, worker.report().incidents().size());

        worker.await(r -> r.channels().get("email").measured());
        ledger.decide("email", 5, Attachments.YES, true);
        // The failures have to leave the time that must be clear, and something has to succeed in it.
        Report closed = worker.await(r -> {
            ledger.decide("email", 2, Attachments.YES, true);
            return has(r, IncidentEntry.State.Closed);
        });
        assertEquals(open.id(), closed.incidents().getFirst().id());
        assertEquals(1, closed.incidents().size());
        worker.restart();
        worker.await(r -> r.channels().get("email").measured());
        assertFalse(has(worker.report(), IncidentEntry.State.Open), "what it left in the window raises no second one");
        assertEquals(1, worker.report().incidents().size());
    }

    @Test
    void findsAfterwardsWhatHappenedWhileItWasAway() {
        ledger.decide("email", 12, Attachments.NO, true);
        worker.await(r -> r.channels().get("email").totals().accepted() == 12);
        worker.close();
        ledger.decide("email", 12, Attachments.YES, false);
        worker.start();
        Report report = worker.await(r -> has(r, IncidentEntry.State.Open));
        assertEquals(Map.of("attachments", "true"), report.incidents().getFirst().of());
    }

    @Test
    void opensAnIncidentForOneUndecodableMessage() {
        ledger.decide("email", 5, Attachments.NO, true);
        ledger.quarantine("email");
        Report report = worker.await(r -> has(r, IncidentEntry.State.Open));
        assertEquals("undecodable", report.incidents().getFirst().rule());
        assertEquals(1, report.channels().get("email").totals().undecodable());
        worker.await(r -> has(r, IncidentEntry.State.Closed));
    }

    @Test
    void passesOverARecordThatIsNoFact() {
        ledger.append("email", new byte[]{9, 9, 9});
        ledger.decide("email", 5, Attachments.NO, true);
        worker.await(r -> r.channels().get("email").totals().accepted() == 5);
        assertTrue(worker.text("/metrics").contains("herald_ledger_malformed 1"), worker.text("/metrics"));
    }

    @Test
    void makesTheTopicsOfAChannelThatIsAddedLaterAndReadsIt() throws IOException {
        worker.channels("email", "hooks");
        worker.await(r -> r.channels().containsKey("hooks") && r.channels().get("hooks").measured());
        ledger.decide("hooks", 3, Attachments.NO, true);
        worker.await(r -> r.channels().get("hooks").totals().accepted() == 3);
        worker.channels("email");
        worker.await(r -> !r.channels().containsKey("hooks"));
    }

    @Test
    void answersALongPollWhenThereIsSomethingNewAndOtherwiseAtItsEnd() {
        long sequence = worker.await(r -> r.channels().get("email").measured()).sequence();
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            Report next = report("/report?after=%d&wait=20".formatted(sequence));
            assertTrue(next.sequence() > sequence);
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 12, "it moves every 10 s");
            sequence = next.sequence();
        }
        assertEquals(sequence, report("/report?after=%d&wait=0".formatted(sequence)).sequence());
        assertNotEquals(0, report("/report?after=%d&wait=60".formatted(sequence + 1_000)).sequence());
        assertEquals(400, worker.get("/report?after=x").statusCode());
        assertEquals(400, worker.get("/report?wait=61").statusCode());
        assertEquals(200, worker.get("/livez").statusCode());
        assertEquals(200, worker.get("/readyz").statusCode());
    }

    private Report report(String path) {
        return ReportFormat.decode(worker.get(path).body());
    }

    @Test
    void reportsItselfAmongTheWorkers() {
        Report report = worker.await(r -> !r.workers().isEmpty());
        assertEquals("status", report.workers().getFirst().role());
        assertEquals("status-0", report.workers().getFirst().name());
        assertEquals("False", report.log().durable().status());
    }
}
