package dev.herald.worker.replay;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.LiveText;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Feeders beside live senders, against a real broker and a real endpoint. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class ReplayRoleTest {

    private static final int DONE = 0;
    private static final int CONFIGURATION = 64;
    private static final String EVERYTHING = """
            "mode": "Resend", "window": {"from": "2026-01-01T00:00:00Z"}""";

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private Replays replays;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, 2, sink.url());
        replays = new Replays(pipeline, folder);
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    /** Messages that the sink refuses for good, until it does not. */
    private void refused(int messages) {
        sink.answer(hit -> 422);
        pipeline.post(0, messages);
        pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == messages);
        sink.answer(hit -> 200);
    }

    @Test
    void sendsExactlyWhatFailedAndRunsOnce() {
        Set<String> bad = Set.of(Pipeline.wire(3), Pipeline.wire(8), Pipeline.wire(9));
        sink.answer(hit -> bad.contains(hit.message()) ? 422 : 200);
        pipeline.post(0, 40);
        pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == 3);
        patiently().until(() -> pipeline.ledger().count(Status.ACCEPTED) == 37);
        sink.answer(hit -> 200);

        assertEquals(DONE, replays.run("again", EVERYTHING));

        assertEquals(Pipeline.wire(0, 40), sink.delivered());
        assertEquals(43, sink.hits().size());
        ReplayRecord record = replays.record("again").orElseThrow();
        assertEquals(Phase.Complete, record.phase());
        assertEquals(new Counts(0, 0, 3, 0, 0, 0, 0), record.counts());
        assertEquals(3, replays.fed());
        assertTrue(replays.metrics().contains("herald_replay_units{state=\"sent\"} 3"), replays.metrics());
        Heartbeat heartbeat = pipeline.heartbeats("again").getFirst();
        assertEquals(Heartbeat.formats(), heartbeat.reads());
        assertEquals(List.of(), heartbeat.writes());
        assertEquals("json-v1", heartbeat.pin());

        assertEquals(DONE, replays.run("again", EVERYTHING));
        assertEquals(3, replays.fed());
        assertEquals(43, sink.hits().size());
    }

    @Test
    void countsWhatFailsAgainAsFailedAndTriesItNoMore() {
        refused(10);
        sink.answer(hit -> hit.message().equals(Pipeline.wire(4)) ? 503 : 200);
        assertEquals(DONE, replays.run("again", EVERYTHING));
        assertEquals(new Counts(0, 0, 9, 1, 0, 0, 0), replays.record("again").orElseThrow().counts());
        assertEquals(20, sink.hits().size());
    }

    @Test
    void sendsEachUnitOnceWhenTwoReplaysOverlap() {
        refused(300);
        sink.delay(Duration.ofMillis(5));
        CompletableFuture<Integer> first = replays.begin("one", EVERYTHING);
        CompletableFuture<Integer> second = replays.begin("two", EVERYTHING);
        assertEquals(DONE, first.join());
        assertEquals(DONE, second.join());

        assertEquals(Pipeline.wire(0, 300), sink.delivered());
        assertEquals(Set.of(), sink.twice());
        Counts one = replays.record("one").orElseThrow().counts();
        Counts two = replays.record("two").orElseThrow().counts();
        assertEquals(300, one.sent() + two.sent(), one + " " + two);
        assertEquals(one.matched(), one.sent() + one.alreadyAccepted() + one.skipped(), one.toString());
        assertEquals(two.matched(), two.sent() + two.alreadyAccepted() + two.skipped(), two.toString());
        assertEquals(300, Math.max(one.matched(), two.matched()));
    }

    @Test
    void goesOnWhereItWasWhenItIsKilled() {
        pipeline.settings(pipeline.settings().concurrency(64));
        refused(600);
        sink.delay(Duration.ofMillis(100));
        Process first = replays.start("again", "r1", EVERYTHING);
        patiently().until(() -> sink.delivered().size() > 150);
        first.destroyForcibly();
        assertTrue(Pipeline.await(first) != DONE);
        assertTrue(sink.delivered().size() < 600, "killed in the middle");
        sink.delay(Duration.ZERO);
        assertEquals(DONE, Pipeline.await(replays.start("again", "r2", EVERYTHING)), pipeline.output("r2"));

        assertEquals(Pipeline.wire(0, 600), sink.delivered());
        assertEquals(Set.of(), sink.twice());
        assertEquals(new Counts(0, 0, 600, 0, 0, 0, 0), replays.record("again").orElseThrow().counts());
    }

    @Test
    void addsUpWhenASenderDiesInTheMiddle() {
        sink.answer(hit -> 422);
        pipeline.post(0, 300);
        Process sender = pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == 300);
        sink.answer(hit -> 200);
        sink.delay(Duration.ofMillis(20));
        CompletableFuture<Integer> feeder = replays.begin("again", EVERYTHING);
        patiently().until(() -> sink.delivered().size() > 100);
        sender.destroyForcibly();
        pipeline.sender("b");
        assertEquals(DONE, feeder.join());

        Counts counts = replays.record("again").orElseThrow().counts();
        assertEquals(300, counts.sent() + counts.unknown(), counts.toString());
        assertTrue(counts.unknown() <= pipeline.settings().concurrency(), counts.toString());
        assertEquals(Set.of(), sink.twice());
    }

    @Test
    void takesOfAnIncidentItsClass() throws InterruptedException {
        Instant onset = Instant.now().minusSeconds(60);
        sink.answer(hit -> 422);
        pipeline.post(
                IntStream.range(0, 30).mapToObj(n -> n % 3 == 0 ? withAttachment(n) : pipeline.record(n)).toList());
        pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == 30);
        sink.answer(hit -> 200);
        var incident = new Incident("i-7f3a9c", "failed", Measure.FailedPercent, Pipeline.CHANNEL,
                MessageClass.of(Map.of("attachments", "true")), onset, onset,
                Optional.of(Instant.now().plusSeconds(60)),
                10, List.of(), "");
        replays.write(incident);

        assertEquals(DONE, replays.run("again", """
                "mode": "Resend", "incidentId": "i-7f3a9c\""""));
        Set<String> expected = new TreeSet<>();
        IntStream.range(0, 30).filter(n -> n % 3 == 0).mapToObj(Pipeline::wire).forEach(expected::add);
        assertEquals(expected, sink.delivered());
        assertEquals(new Counts(0, 0, 10, 0, 0, 0, 0), replays.record("again").orElseThrow().counts());
    }

    private ProducerRecord<byte[], byte[]> withAttachment(int n) {
        ProducerRecord<byte[], byte[]> record = pipeline.record(n);
        record.headers().remove(LogHeaders.ATTACHMENTS);
        record.headers().add(LogHeaders.ATTACHMENTS, "true".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    @Test
    void releasesWhatIsInQuarantineOnceItCanBeDecoded() {
        Process old = replays.senderOfEmail("old");
        pipeline.post(0, 30);
        patiently().until(() -> pipeline.ledger().count(Status.LISTED) == 30);
        Pipeline.terminate(old);
        pipeline.sender("new");

        assertEquals(DONE, replays.run("again", """
                "mode": "Quarantine", "window": {"from": "2026-01-01T00:00:00Z"}"""));
        assertEquals(Pipeline.wire(0, 30), sink.delivered());
        assertEquals(30, sink.hits().size());
        assertEquals(new Counts(0, 0, 30, 0, 0, 0, 0), replays.record("again").orElseThrow().counts());

        assertEquals(DONE, replays.run("once-more", """
                "mode": "Quarantine", "window": {"from": "2026-01-01T00:00:00Z"}"""));
        assertEquals(Counts.NONE, replays.record("once-more").orElseThrow().counts());
        assertEquals(30, sink.hits().size());
    }

    @Test
    void feedsNothingWhileTheChannelIsSuspended() {
        refused(10);
        pipeline.live(new LiveText().suspended(true));
        CompletableFuture<Integer> feeder = replays.begin("again", EVERYTHING);
        patiently().until(() -> replays.record("again").map(it -> it.phase() == Phase.Running).orElse(false));
        assertEquals(10, replays.record("again").orElseThrow().counts().remaining());
        assertEquals(0, replays.fed());
        pipeline.live(new LiveText());
        assertEquals(DONE, feeder.join());
        assertEquals(10, sink.delivered().size());
    }

    @Test
    void saysWhyAReplayCannotWork() {
        assertEquals(CONFIGURATION, Pipeline.await(replays.start("again", "r1", """
                "mode": "Resend", "incidentId": "i-000000\"""")), pipeline.output("r1"));
        ReplayRecord record = replays.record("again").orElseThrow();
        assertEquals(Phase.Failed, record.phase());
        assertTrue(record.message().startsWith("incidentId: there is no incident i-000000"), record.message());
        assertTrue(record.finishedAt().isPresent());

        assertEquals(CONFIGURATION, replays.run("elsewhere", EVERYTHING + """
                , "selector": {"channels": ["sms"]}"""));
        assertTrue(replays.record("elsewhere").orElseThrow().message().contains("sms"));
    }
}
