package dev.herald.worker.replay;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import dev.herald.worker.replay.ReplayRecord.Phase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A channel's progress was set past messages that nobody had attempted, as by a tool for consumer groups: against a real broker. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class MissingReplayTest {

    private static final int DONE = 0;
    private static final int CONFIGURATION = 64;

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private Replays replays;
    private Instant since;

    @BeforeEach
    void passMessagesOver(Broker broker, @TempDir Path folder) throws Exception {
        pipeline = new Pipeline(broker, folder, 2, sink.url());
        replays = new Replays(pipeline, folder);
        Process first = pipeline.sender("a");
        patiently().until(() -> pipeline.heartbeats("a").stream().anyMatch(said -> said.partitions().size() == 2));
        since = Instant.now();
        pipeline.post(0, 10);
        patiently().until(() -> pipeline.ledger().count(Status.ACCEPTED) == 10);
        Pipeline.terminate(first);
        pipeline.post(10, 30);
        progressToTheEnd(broker);
        pipeline.sender("b");
        pipeline.post(30, 40);
        patiently().until(() -> pipeline.ledger().count(Status.ACCEPTED) == 20);
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    private void progressToTheEnd(Broker broker) throws Exception {
        String group = pipeline.names().progressGroup(Pipeline.CHANNEL);
        try (var admin = broker.admin(); var reader = pipeline.clients().reader("ends")) {
            Map<TopicPartition, OffsetAndMetadata> before = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetAndMetadata> moved = reader.endOffsets(before.keySet()
                    .stream()
                    .filter(partition -> partition.topic().equals(pipeline.names().log()))
                    .toList())
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, end -> new OffsetAndMetadata(end.getValue(),
                            before.get(end.getKey()).leaderEpoch(), before.get(end.getKey()).metadata())));
            assertEquals(2, moved.size(), moved::toString);
            admin.alterConsumerGroupOffsets(group, moved).all().get();
        }
    }

    @Test
    void isSentOnceAndNothingElse() {
        assertEquals(numbers(0, 10, 30, 40), sink.delivered());

        assertEquals(DONE, replays.run("again", window(since)));

        assertEquals(Pipeline.wire(0, 40), sink.delivered());
        assertEquals(40, sink.hits().size());
        ReplayRecord record = replays.record("again").orElseThrow();
        assertEquals(Phase.Complete, record.phase());
        assertEquals(new Counts(0, 0, 20, 0, 0, 0, 0), record.counts());

        assertEquals(DONE, replays.run("more", window(since)));
        assertEquals(Counts.NONE, replays.record("more").orElseThrow().counts());
        assertEquals(40, sink.hits().size());
    }

    @Test
    void isSentOnceWhenTwoReplaysSelectIt() {
        var one = replays.begin("one", window(since));
        var other = replays.begin("other", window(since));

        assertEquals(DONE, one.join());
        assertEquals(DONE, other.join());

        assertEquals(Pipeline.wire(0, 40), sink.delivered());
        assertEquals(40, sink.hits().size());
        Counts first = replays.record("one").orElseThrow().counts();
        Counts second = replays.record("other").orElseThrow().counts();
        assertEquals(20, first.sent() + second.sent());
        assertEquals(0, first.remaining() + second.remaining());
    }

    @Test
    void isRefusedForATimeOfWhichTheLedgerKnowsNothing() {
        assertEquals(CONFIGURATION, replays.run("again", window(Instant.parse("2026-01-01T00:00:00Z"))));
        ReplayRecord record = replays.record("again").orElseThrow();
        assertEquals(Phase.Failed, record.phase());
        assertTrue(record.message()
                .startsWith(
                        "window.from: what was attempted at 2026-01-01T00:00:00Z cannot be told from what was not"),
                record.message());
        assertEquals(20, sink.hits().size());
    }

    private static String window(Instant from) {
        return """
                "mode": "Missing", "window": {"from": "%s"}""".formatted(from);
    }

    private static Set<String> numbers(int from, int to, int again, int end) {
        Set<String> all = new TreeSet<>(Pipeline.wire(from, to));
        all.addAll(Pipeline.wire(again, end));
        return all;
    }
}
