package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

class IncidentLogTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    // A producer of Kafka's own that keeps what it is given in memory.
    private final MockProducer<byte[], byte[]> kafka = new MockProducer<>(true, null, new ByteArraySerializer(),
            new ByteArraySerializer());
    private final IncidentLog log = new IncidentLog(new ControlWriter(kafka, "orders.control"));

    private static Incident incident(String id, long affected) {
        return new Incident(id, "failed", Measure.FailedPercent, "email", MessageClass.WHOLE, TIME, TIME,
                Optional.empty(), affected, List.of(), affected + " failed");
    }

    @Test
    void showsAnIncidentOnlyWhenItIsWrittenDown() throws InterruptedException {
        log.changed(List.of(incident("i-000001", 3)));
        assertEquals(List.of(), log.written());
        kafka.sendException = new KafkaException("away");
        assertThrows(KafkaException.class, log::flush);
        assertEquals(List.of(), log.written());

        kafka.sendException = null;
        log.flush();
        assertEquals(List.of(incident("i-000001", 3)), log.written());
        ProducerRecord<byte[], byte[]> record = kafka.history().getFirst();
        assertEquals("orders.control", record.topic());
        assertEquals("incident/i-000001", new String(record.key(), StandardCharsets.UTF_8));
        assertEquals(incident("i-000001", 3), ReportFormat.decodeIncident(record.value()));
    }

    @Test
    void writesOnlyWhatHasChanged() throws InterruptedException {
        log.restore(List.of(incident("i-000001", 3)));
        log.changed(List.of(incident("i-000001", 3)));
        log.flush();
        assertEquals(0, kafka.history().size());
        log.changed(List.of(incident("i-000001", 4)));
        log.changed(List.of(incident("i-000001", 5)));
        log.flush();
        assertEquals(1, kafka.history().size());
        assertEquals(5, log.written().getFirst().affected());
    }

    @Test
    void removesWhatIsOldFromTheTopic() throws InterruptedException {
        log.restore(List.of(incident("i-000001", 3)));
        log.remove(log.written());
        assertNull(kafka.history().getFirst().value());
        assertEquals(List.of(), log.written());
    }
}
