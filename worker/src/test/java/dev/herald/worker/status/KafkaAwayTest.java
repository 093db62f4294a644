package dev.herald.worker.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.Log.State;

/** Kafka goes away and comes back. */
@Tag("kafka")
class KafkaAwayTest {

    private final String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void saysThatKafkaIsAwayAndGoesOnWhenItIsBack(@TempDir Path folder) throws IOException {
        try (Broker broker = Broker.start();
                var worker = new StatusWorker(folder).configure(broker.bootstrapServers(), name, "Create", "Warn");
                var ledger = new TestLedger(broker.bootstrapServers(), name)) {
            worker.start();
            worker.await(r -> r.log().state() == State.Ready && r.channels().get("email").measured());
            ledger.decide("email", 20, Attachments.NO, true);
            ledger.decide("email", 12, Attachments.YES, false);
            String id = worker.await(r -> !r.incidents().isEmpty()).incidents().getFirst().id();

            broker.kill();
            Report away = worker.await(r -> r.log().state() == State.Unreachable);
            assertTrue(away.log().message().startsWith("Kafka at " + broker.bootstrapServers()), away.log().message());
            assertEquals(false, away.channels().get("email").measured());
            assertEquals(id, away.incidents().getFirst().id(), "what was known stays known");
            long sequence = away.sequence();
            worker.await(r -> r.sequence() > sequence + 1);
            assertEquals(200, worker.get("/livez").statusCode());

            broker.restart();
            worker.await(r -> r.log().state() == State.Ready && r.channels().get("email").measured());
            ledger.decide("email", 5, Attachments.YES, true);
            Report back = worker.await(r -> {
                ledger.decide("email", 1, Attachments.YES, true);
                return r.incidents().getFirst().state() == IncidentEntry.State.Closed;
            });
            assertEquals(id, back.incidents().getFirst().id());
        }
    }

    @Test
    void waitsForAKafkaWhoseNameIsNotKnownYet(@TempDir Path folder) throws IOException {
        try (var worker = new StatusWorker(folder).configure("kafka.invalid:9092", name, "Create", "Warn")) {
            worker.start();
            Report away = worker.await(r -> r.log().state() == State.Unreachable
                    && r.log().message().startsWith("Kafka at kafka.invalid:9092"));
            worker.await(r -> r.sequence() > away.sequence() + 1);
            assertEquals(200, worker.get("/livez").statusCode());
        }
    }
}
