package dev.herald.worker.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import dev.herald.worker.replay.ReplayRecord.Outlook;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Unrecoverable;
import dev.herald.worker.status.control.ControlWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Mode Rehydrate on a real Kafka, over a ledger as senders write it. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class RehydrationTest {

    private static final int DONE = 0;
    private static final String EVERYTHING = """
            "mode": "Rehydrate", "window": {"from": "2026-01-01T00:00:00Z"}""";

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private Replays replays;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, 2, sink.url());
        replays = new Replays(pipeline, folder);
        broker.createTopics(new NewTopic(pipeline.names().status(), Optional.of(2), Optional.of((short) 1)));
        write(new Facts().claim(new Unit(0, 0), 1, "")
                .accepted(new Unit(0, 0), 1)
                .refused(new Unit(1, 0))
                .claim(new Unit(2, 0), 1, "")
                .failedForNow(new Unit(2, 0), 1)
                .claim(new Unit(2, 0), 2, "")
                .accepted(new Unit(2, 0), 2)
                .claim(new Unit(3, 0), 1, "")
                .ambiguous(new Unit(3, 0), 1)
                .refused(new Unit(4, 0))
                .claim(new Unit(4, 0), 2, "shop/again/1")
                .accepted(new Unit(4, 0), 2)
                .claim(new Unit(5, 0), 1, ""));
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    private void write(Facts facts) {
        try (var producer = pipeline.clients().producer("ledger")) {
            facts.read(0, (_, _, fact) -> producer.send(new ProducerRecord<>(pipeline.names().ledger(Pipeline.CHANNEL),
                    0, null, FactFormat.encode(fact))));
        }
    }

    private long end(String topic) {
        List<TopicPartition> partitions = IntStream.range(0, 2).mapToObj(it -> new TopicPartition(topic, it)).toList();
        try (var consumer = pipeline.clients().reader("end")) {
            return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> events() {
        var events = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var partition = new TopicPartition(pipeline.names().status(), 0);
        try (var consumer = pipeline.clients().reader("events")) {
            long to = consumer.endOffsets(List.of(partition)).get(partition);
            new PartitionScan(consumer).read(partition, 0, to, events::add);
        }
        return events;
    }

    private static String header(ConsumerRecord<byte[], byte[]> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static JsonNode data(ConsumerRecord<byte[], byte[]> event) {
        try {
            return MessageFormat.JSON_V1.decode(event.value()).data().orElseThrow();
        } catch (UndecodableException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> outcomes(List<ConsumerRecord<byte[], byte[]>> events) {
        return events.stream()
                .map(event -> "%s %s".formatted(data(event).path("where").asText(),
                        data(event).path("outcome").asText()))
                .toList();
    }

    @Test
    void publishesHowEachUnitStandsAndWritesNothingElse() {
        long facts = end(pipeline.names().ledger(Pipeline.CHANNEL));
        assertEquals(DONE, replays.run("once-more", EVERYTHING));
        List<ConsumerRecord<byte[], byte[]>> events = events();
        assertEquals(List.of("log/0@0 Accepted", "log/0@1 Failed", "log/0@2 Accepted", "log/0@3 Unknown",
                "log/0@4 Accepted"), outcomes(events));
        events.forEach(event -> {
            assertEquals("true", header(event, "ce_rehydrated"));
            assertTrue(data(event).path("rehydrated").asBoolean());
            assertTrue(data(event).path("message").has("id"));
        });
        assertEquals(facts, end(pipeline.names().ledger(Pipeline.CHANNEL)), "no fact was written");
        assertEquals(0, replays.fed());
        ReplayRecord record = replays.record("once-more").orElseThrow();
        assertEquals(Phase.Complete, record.phase());
        assertEquals(new Counts(0, 0, 5, 0, 0, 0, 0), record.counts());
        assertEquals("5 status events, no message.", record.message());

        assertEquals(DONE, replays.run("once-more", EVERYTHING));
        assertEquals(5, events().size(), "it has run before");
        assertEquals(DONE, replays.run("failed", EVERYTHING + """
                , "selector": {"outcomes": ["Failed"]}"""));
        List<ConsumerRecord<byte[], byte[]>> again = events();
        assertEquals(6, again.size());
        assertEquals("log/0@1 Failed", outcomes(again).getLast());
        assertEquals(header(again.get(1), LogHeaders.ID), header(again.getLast(), LogHeaders.ID), "the same event");
        assertEquals(5, new HashSet<>(again.stream().map(event -> header(event, LogHeaders.ID)).toList()).size());
    }

    @Test
    void goesOnWhereItWasKilled() throws InterruptedException {
        assertEquals(DONE, replays.run("whole", EVERYTHING));
        ReplayRecord whole = replays.record("whole").orElseThrow();
        ReplayRecord killed = whole.during(Phase.Running, new Counts(0, 0, 3, 0, 0, 0, 2), Outlook.NONE,
                Unrecoverable.NONE, whole.at());
        try (var producer = pipeline.clients().producer("killed")) {
            new ControlWriter(producer, pipeline.names().control()).write(ReplayRecord.key(Replays.job("killed")),
                    killed.encode());
        }
        assertEquals(DONE, replays.run("killed", EVERYTHING));
        List<ConsumerRecord<byte[], byte[]>> events = events();
        assertEquals(List.of("log/0@3 Unknown", "log/0@4 Accepted"), outcomes(events.subList(5, events.size())));
        assertEquals(5, replays.record("killed").orElseThrow().counts().sent());
    }
}
