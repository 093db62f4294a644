package dev.herald.worker.status;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.Report.Log.State;

/** The status stream of a status worker on a real Kafka. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class StatusStreamOnKafkaTest {

    private final String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    private Broker broker;
    private StatusWorker worker;
    private TestLedger ledger;

    @BeforeEach
    void start(Broker kafka, @TempDir Path folder) throws IOException {
        broker = kafka;
        worker = new StatusWorker(folder).configure(broker.bootstrapServers(), name, "Create", "Warn");
        worker.streaming(true).start();
        ledger = new TestLedger(broker.bootstrapServers(), name);
        worker.await(report -> report.log().state() == State.Ready && report.statusStream().enabled()
                && report.channels().get("email").measured());
    }

    @AfterEach
    void close() {
        ledger.close();
        worker.close();
    }

    private List<String> events(String header) {
        var values = new ArrayList<String>();
        var clients = new KafkaClients(new KafkaConfig(List.of(broker.bootstrapServers()), name, name), "test",
                1024 * 1024);
        try (Consumer<byte[], byte[]> consumer = clients.reader("events")) {
            for (int partition = 0; partition < 2; partition++) {
                var one = new TopicPartition(name + ".status", partition);
                long end = consumer.endOffsets(List.of(one)).get(one);
                new PartitionScan(consumer).read(one, 0, end, record -> values.add(text(record, header)));
            }
        }
        return values;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value());
    }

    private void mostBytes(int bytes) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.incrementalAlterConfigs(
                    Map.of(new ConfigResource(ConfigResource.Type.TOPIC, name + ".status"), List.of(new AlterConfigOp(
                            new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void whatTheTopicRefusesWaitsDelaysNobodyAndComesOnceATopicTakesItAgain() throws Exception {
        ledger.decide("email", 10, Attachments.NO, true);
        ledger.decide("email", 5, Attachments.YES, false);
        worker.await(report -> report.statusStream().published() == 15 && report.statusStream().behind() == 0);
        List<String> types = events(LogHeaders.TYPE);
        assertEquals(10, types.stream().filter("dev.herald.delivery.accepted"::equals).count());
        assertEquals(5, types.stream().filter("dev.herald.delivery.failed"::equals).count());
        assertEquals(15, new HashSet<>(events(LogHeaders.ID)).size());

        mostBytes(20);
        ledger.decide("email", 20, Attachments.NO, true);
        Report jammed = worker.await(report -> report.statusStream().missing() == 20
                && report.statusStream().message().contains("max.message.bytes"));
        assertTrue(jammed.statusStream().behind() >= 39, jammed.statusStream().toString());
        assertTrue(jammed.statusStream().oldest() != null);
        // All else goes on: decisions are counted, reports come.
        assertEquals(30, jammed.channels().get("email").totals().accepted());
        assertTrue(jammed.channels().get("email").measured());
        ledger.decide("email", 1, Attachments.NO, true);
        worker.await(report -> report.channels().get("email").totals().accepted() == 31);
        assertTrue(worker.text("/metrics").contains("herald_status_stream_missing 2"), worker.text("/metrics"));

        worker.restart();
        worker.await(report -> report.statusStream().missing() >= 20);
        assertEquals(15, events(LogHeaders.ID).size());
        mostBytes(1024 * 1024);
        Report again = worker.await(report -> report.statusStream().enabled() && report.statusStream().behind() == 0
                && report.statusStream().published() == 21);
        assertEquals(0, again.statusStream().missing());
        assertEquals("", again.statusStream().message());
        assertEquals(36, events(LogHeaders.ID).size(), "each once");
        assertEquals(36, new HashSet<>(events(LogHeaders.ID)).size());
    }

    @Test
    void asksTheLogWhichMessageItWasWhereTheLedgerNoLongerSays() throws Exception {
        worker.streaming(false);
        worker.await(report -> !report.statusStream().enabled());
        ledger.named(0, "m-1");
        ledger.expireCarried("email", 0);
        worker.streaming(true);
        await()
                .until(() -> events("ce_subject"),
                        subjects -> subjects.equals(List.of("/shop m-1")));
    }
}
