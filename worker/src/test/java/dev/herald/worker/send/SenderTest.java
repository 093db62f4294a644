package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.LedgerView;
import dev.herald.worker.pipeline.LiveText;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A sender against a real broker and a real endpoint, while nothing breaks. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class SenderTest {
    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, 4, sink.url());
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    @Test
    void sendsEverythingOnceAndLeavesInGoodOrder() {
        pipeline.post(0, 200);
        Process sender = pipeline.sender("a");
        patiently().until(() -> sink.delivered().size() == 200);
        Pipeline.terminate(sender);

        assertEquals(Pipeline.wire(0, 200), sink.delivered());
        assertEquals(Set.of(), sink.twice());
        LedgerView ledger = pipeline.ledger();
        assertEquals(200, ledger.count(Status.ACCEPTED));
        assertEquals(Set.of(), ledger.uncertain());
    }

    @Test
    void goesOnWhereItLeft() {
        pipeline.post(0, 50);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.delivered().size() == 50);
        Pipeline.terminate(first);
        pipeline.post(50, 100);
        pipeline.sender("b");

        patiently().until(() -> sink.delivered().size() == 100);
        assertEquals(Set.of(), sink.twice());
    }

    @Test
    void triesAgainWhatFailedForTheTime() {
        sink.answer(hit -> hit.attempt() < 3 ? 503 : 200);
        pipeline.post(0, 20);
        pipeline.sender("a");

        patiently().until(() -> sink.delivered().size() == 20);
        assertEquals(Set.of(), sink.attemptsSentTwice());
        assertEquals(60, sink.hits().size());
    }

    @Test
    void givesUpWhatIsRefusedForGoodAndGoesOn() {
        sink.answer(hit -> hit.message().equals(Pipeline.wire(7)) ? 422 : 200);
        pipeline.post(0, 20);
        pipeline.sender("a");

        patiently().until(() -> pipeline.ledger().count(Status.ACCEPTED) == 19);
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == 1);
        assertEquals(20, sink.hits().size());
    }

    @Test
    void putsWhatItCannotDecodeIntoQuarantineAsItIsAndGoesOn() {
        ProducerRecord<byte[], byte[]> good = pipeline.record(0);
        byte[] garbage = "{\"recipients\": 5}".getBytes(StandardCharsets.UTF_8);
        var bad = new ProducerRecord<>(good.topic(), good.partition(), null, good.key(), garbage, good.headers());
        pipeline.post(List.of(bad));
        pipeline.post(1, 20);
        pipeline.sender("a");

        patiently().until(() -> sink.delivered().equals(Pipeline.wire(1, 20)));
        patiently().until(() -> pipeline.ledger().count(Status.LISTED) == 1);
        ConsumerRecord<byte[], byte[]> found = quarantined().getFirst();
        assertArrayEquals(garbage, found.value());
        assertArrayEquals(good.key(), found.key());
        assertTrue(header(found, "herald-quarantine-error").contains("recipients"),
                header(found, "herald-quarantine-error"));
        assertEquals("hooks 0 0", header(found, "herald-quarantine-channel") + " "
                + header(found, "herald-quarantine-partition") + " " + header(found, "herald-quarantine-offset"));
        assertEquals("m-0", header(found, "ce_id"));
    }

    @Test
    void sendsARepeatedMessageOnce() {
        pipeline.post(0, 10);
        pipeline.post(0, 10);
        pipeline.sender("a");

        patiently().until(() -> pipeline.ledger().all(Fact.Listed.class).size() == 10);
        patiently().until(() -> sink.delivered().size() == 10);
        assertEquals(10, sink.hits().size());
    }

    @Test
    void holdsStillWhileSuspendedAndGoesOnAfterwards() {
        pipeline.live(new LiveText().suspended(true));
        pipeline.post(0, 30);
        pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().all(Fact.Takeover.class).size() == 4);
        assertEquals(List.of(), sink.hits());

        pipeline.live(new LiveText());
        patiently().until(() -> sink.delivered().size() == 30);

        pipeline.live(new LiveText().suspended(true));
        patiently().until(() -> pipeline.output("a").contains("live configuration changed"));
        pipeline.post(30, 40);
        pipeline.live(new LiveText());
        patiently().until(() -> sink.delivered().size() == 40);
        assertEquals(Set.of(), sink.twice());
    }

    @Test
    void beginsWhereTheChannelWasMade() {
        // Stamped by applications, and not in order: the first of these that is late enough is not the last that is early.
        Instant made = Instant.now();
        pipeline.post(List.of(at(0, made.minusSeconds(60)), at(4, made.plusSeconds(1)), at(8, made.minusSeconds(1)),
                at(12, made.plusSeconds(2))));
        pipeline.settings(pipeline.settings()
                .startFrom("{\"position\": \"Created\", \"time\": \"%s\"}".formatted(made)));
        pipeline.sender("a");

        patiently().until(() -> sink.hits().size() == 2);
        patiently().until(() -> pipeline.ledger().count(Status.ACCEPTED) == 2);
        assertEquals(Set.of(Pipeline.wire(4), Pipeline.wire(12)), sink.delivered());
    }

    @Test
    void sharesPartitionsWithASecondSenderWithoutSendingTwice() {
        sink.delay(Duration.ofMillis(20));
        pipeline.post(0, 200);
        pipeline.sender("a");
        patiently().until(() -> sink.delivered().size() > 50);
        pipeline.sender("b");
        // It owns two of four, in the middle of the other's work.
        patiently().until(() -> pipeline.output("b").contains("msg=\"owned\""));
        pipeline.post(200, 400);

        patiently().until(() -> sink.delivered().size() == 400);
        assertEquals(Set.of(), sink.twice());
        assertEquals(Set.of(), pipeline.ledger().uncertain());
    }

    private ProducerRecord<byte[], byte[]> at(int n, Instant time) {
        ProducerRecord<byte[], byte[]> record = pipeline.record(n);
        return new ProducerRecord<>(record.topic(), record.partition(), time.toEpochMilli(), record.key(),
                record.value(), record.headers());
    }

    private List<ConsumerRecord<byte[], byte[]>> quarantined() {
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var partition = new TopicPartition(pipeline.names().quarantine(), 0);
        try (var consumer = pipeline.clients().reader("quarantine")) {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            new PartitionScan(consumer).read(partition, 0, end, found::add);
        }
        return found;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
