package dev.herald.worker.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.status.report.Channel;
import dev.herald.worker.status.report.Channel.Decided;
import dev.herald.worker.status.report.Channel.JudgedRule;
import dev.herald.worker.status.report.Channel.Revision;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.Log.State;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.report.Scaling;
import dev.herald.worker.status.report.Scaling.Hottest;

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

    private static Predicate<Report> scaling(Predicate<Scaling> wanted) {
        return report -> Optional.ofNullable(report.channels().get("email").scaling()).filter(wanted).isPresent();
    }

    /** Of a channel that no sender has ever served, and then of one that keeps up. */
    @Test
    void tellsWhatSendersAreScaledBy() {
        worker.await(scaling(new Scaling(0, 0, 0, null, 0, null, null, null)::equals));
        for (int i = 0; i < 30; i++) {
            ledger.message(0, Optional.of("email"));
        }
        Scaling burst = worker.await(scaling(s -> s.backlog() == 30 && s.arrivalsPerSecond() == 2))
                .channels()
                .get("email")
                .scaling();
        assertEquals(new Hottest(0, 30, 2), burst.hottest());
        assertEquals(0, burst.working());
        assertTrue(burst.oldest() != null && burst.rebalanced() == null);

        ledger.control("worker/sender-1", """
                {"v": 1, "role": "send", "channel": "email", "revision": "77aa0b1c", "reads": ["json-v1"], "pin": "json-v1",
                 "partitions": [0, 1], "credentials": {"state": "Present"}, "startedAt": "%1$s", "at": "%1$s"}
                """.formatted(Instant.now()));
        ledger.decide("email", 30, Attachments.NO, true);
        Scaling done = worker.await(scaling(s -> s.backlog() == 0 && s.completionsPerSecond() == 2))
                .channels()
                .get("email")
                .scaling();
        assertNull(done.hottest());
        assertNull(done.oldest());
        assertEquals(1, done.working());
        assertTrue(done.rebalanced() != null);
        assertEquals(30, email().lag(), "nothing was committed");
        worker.restart();
        Scaling again = worker.await(scaling(_ -> true)).channels().get("email").scaling();
        assertEquals(done.rebalanced(), again.rebalanced());
        assertEquals(0, again.backlog());
    }

    @Test
    void opensAnIncidentForAttachmentsKeepsItOverARestartAndClosesIt() {
        ledger.decide("email", 40, Attachments.NO, true);
        ledger.decide("email", 12, Attachments.YES, false);
        // It may be found before the last of them has been read.
        Report report = worker.await(r -> has(r, IncidentEntry.State.Open) && r.incidents()
                .getFirst()
                .message()
                .equals("12 of 12 with attachments=true failed in 1m: 552 message content rejected"));
        IncidentEntry open = report.incidents().getFirst();
        assertEquals(Map.of("attachments", "true"), open.of());
        assertEquals(12, open.affected());
        worker.await(r -> r.channels().get("email").totals().accepted() == 40);
        assertEquals(12, email().totals().failed());
        assertEquals(Map.of("attachments", "true"), email().failing().getFirst().of());
        assertTrue(worker.text("/metrics")
                .contains("herald_incident_open{channel=\"email\",class=\"attachments=true\",rule=\"failed\"} 1"),
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
    void judgesTheRevisionsOfAChannelTheSameAfterARestart() {
        ledger.control("worker/sender-1", """
                {"v": 1, "role": "send", "channel": "email", "revision": "77aa0b1c", "reads": ["json-v1"], "pin": "json-v1",
                 "partitions": [1], "credentials": {"state": "Present"}, "startedAt": "%1$s", "at": "%1$s"}
                """.formatted(Instant.now()));
        ledger.decide("email", 40, Attachments.NO, true);
        ledger.decide("email", 12, Attachments.YES, false);
        ledger.quarantine("email");
        Report report = worker.await(r -> r.channels().get("email").totals().undecodable() == 1
                && r.channels().get("email").revisions().size() == 2
                && r.channels().get("email").revisions().getLast().decided() == 52
                && r.channels()
                        .get("email")
                        .revisions()
                        .getLast()
                        .rules()
                        .stream()
                        .mapToLong(JudgedRule::bad)
                        .sum() == 13);
        Revision idle = report.channels().get("email").revisions().getFirst();
        assertEquals("77aa0b1c", idle.revision());
        assertEquals(1, idle.owned());
        assertEquals(0, idle.decided());
        Revision busy = report.channels().get("email").revisions().getLast();
        assertEquals("3f9a1c22", busy.revision());
        assertEquals(52, busy.decided());
        assertEquals(new Decided(Map.of("attachments", "false"), 40), busy.classes()
                .stream()
                .filter(one -> one.of().containsKey("attachments"))
                .findFirst()
                .orElseThrow());
        assertEquals(new JudgedRule("failed", true, Map.of("attachments", "true"), 12, 12, 10,
                "12 of 12 with attachments=true failed in 1m: 552 message content rejected"),
                busy.rules().getFirst());
        assertTrue(busy.rules().getLast().crossed());
        assertEquals(1, busy.rules().getLast().bad());

        worker.restart();
        worker.await(r -> report.channels().get("email").revisions().equals(r.channels().get("email").revisions()));
    }

    private static List<String> held(Report report) {
        return report.formats()
                .held()
                .stream()
                .map(held -> "%s %s %d in %d".formatted(held.format(), held.place(), held.count(), held.partitions()))
                .toList();
    }

    @Test
    void countsFormatsFromTheStartOfTheLogGoesOnAfterARestartAndForgetsWhatIsGone() {
        Report empty = worker.await(r -> r.formats().complete());
        assertEquals(List.of(), empty.formats().held());
        worker.close();
        for (int i = 0; i < 4; i++) {
            ledger.message(false, i % 2, "application/vnd.herald.message.v1+json; charset=utf-8");
        }
        ledger.message(false, 0, "application/vnd.herald.message.v1+cbor");
        ledger.message(false, 1, "text/plain");
        ledger.message(true, 1, "application/vnd.herald.message.v1+json");
        worker.start();
        Report report = worker.await(r -> r.formats().complete() && r.formats().held().size() == 4);
        assertEquals(List.of("json-v1 log 4 in 2", "json-v1 quarantine 1 in 1", "cbor-v1 log 1 in 1",
                "unknown log 1 in 1"), held(report));
        worker.restart();
        assertEquals(held(report), held(worker.await(r -> r.formats().complete())), "nothing is counted twice");
        ledger.message(false, 0, "application/vnd.herald.message.v1+json");
        worker.await(r -> held(r).contains("json-v1 log 5 in 2"));
        ledger.cutLog(0, 3);
        worker.await(r -> held(r).equals(List.of("json-v1 log 3 in 2", "json-v1 quarantine 1 in 1",
                "unknown log 1 in 1")));
    }

    @Test
    void passesOnWhatTheControlTopicHoldsOfRollouts() {
        assertNull(worker.await(Report::remembers).memory());
        ledger.control("rollout", """
                {"v": 1, "generation": 12, "format": "json-v1", "serving": "3f9a1c22", "revisions": []}""");
        ledger.control("probe/77aa0b1c-1", """
                {"v": 1, "verdict": "Passed", "at": "%s"}""".formatted(Instant.now()));
        ledger.control("probe/old", """
                {"v": 1, "verdict": "Passed", "at": "2020-01-01T00:00:00Z"}""");
        Report report = worker.await(r -> r.memory() != null && r.probes().size() == 2);
        assertEquals(12, report.memory().get("generation").intValue());
        assertEquals("77aa0b1c-1", report.probes().getFirst().id());
        worker.await(r -> r.probes().size() == 1);
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
        assertTrue(report.workers().getFirst().reads().containsAll(List.of("json-v1", "cbor-v1")));
        assertEquals("json-v1", report.workers().getFirst().pin());
        assertEquals("False", report.log().durable().status());
    }
}
