package dev.herald.worker.replay;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.LiveText;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import dev.herald.worker.replay.ReplayRecord.Phase;
import dev.herald.worker.replay.ReplayRecord.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a replay from doing harm, against a real broker and a real endpoint: two partitions. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class GuardedReplayTest {

    private static final int DONE = 0;
    private static final int CONFIGURATION = 64;
    private static final String EVERYTHING = """
            "mode": "Resend", "window": {"from": "2026-01-01T00:00:00Z"}""";

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private Replays replays;
    private Process sender;

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

    /** Messages that the sink refuses for good, and goes on to. */
    private void refused(int messages) {
        sink.answer(hit -> 422);
        pipeline.post(0, messages);
        sender = pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.FAILED) == messages);
    }

    private ReplayRecord record(String name) {
        return replays.record(name).orElseThrow();
    }

    private void patientlyUntil(String name, Phase phase) {
        patiently().until(() -> replays.record(name).map(it -> it.phase() == phase).orElse(false));
    }

    private void kill(Process feeder) {
        feeder.destroyForcibly();
        assertTrue(Pipeline.await(feeder) != DONE);
    }

    private static Counts counts(long sent, long failed, long remaining) {
        return new Counts(0, 0, sent, failed, 0, 0, remaining);
    }

    @Test
    void endsBeforeItSendsAnythingWhereThatIsAskedFor() {
        refused(10);
        assertEquals(DONE, replays.run("dry", EVERYTHING + ", \"dryRun\": true"));
        assertEquals(Phase.Complete, record("dry").phase());
        assertEquals(counts(0, 0, 10), record("dry").counts());
        assertEquals("Dry run: 10 matched, nothing was sent.", record("dry").message());

        assertEquals(CONFIGURATION, replays.run("many", EVERYTHING + ", \"maxMessages\": 9"));
        assertEquals(Optional.of(Reason.TooMany), record("many").reason());
        assertEquals(counts(0, 0, 10), record("many").counts());
        assertTrue(record("many").message().startsWith("maxMessages: 10 matched"), record("many").message());
        assertEquals(CONFIGURATION, replays.run("many", EVERYTHING + ", \"maxMessages\": 9"), "it stays failed");

        assertEquals(0, replays.fed());
        assertEquals(10, sink.hits().size());
    }

    @Test
    void stopsWhenTheRepairDoesNotHold() {
        refused(100);
        assertEquals(CONFIGURATION, replays.run("again", EVERYTHING + """
                , "stopOn": {"failurePercent": 5, "minimumCount": 20}"""));
        ReplayRecord record = record("again");
        assertEquals(Phase.Failed, record.phase());
        assertEquals(Optional.of(Reason.RepairDoesNotHold), record.reason());
        assertEquals(replays.fed(), record.counts().failed());
        assertTrue(record.counts().failed() >= 20 && record.counts().failed() < 60, record.counts().toString());
        assertEquals(100, record.counts().failed() + record.counts().remaining());
        assertTrue(record.message().contains("the last with: HTTP 422."), record.message());
        assertEquals(100 + record.counts().failed(), sink.hits().size());
    }

    @Test
    void triesAFewAndGoesOnIfTheySucceed() {
        refused(40);
        assertEquals(CONFIGURATION, replays.run("early", EVERYTHING + ", \"trial\": 4"));
        assertEquals(Optional.of(Reason.TrialFailed), record("early").reason());
        assertEquals(counts(0, 4, 36), record("early").counts());
        assertEquals(4, replays.fed());

        sink.answer(hit -> 200);
        assertEquals(DONE, replays.run("late", EVERYTHING + ", \"trial\": 4"));
        assertEquals(counts(40, 0, 0), record("late").counts());
        assertEquals(Pipeline.wire(0, 40), sink.delivered());
    }

    @Test
    void isNoFasterThanItIsToldAndFollowsAChange() {
        refused(60);
        sink.answer(hit -> 200);
        pipeline.live(new LiveText().replay(Replays.job("again"), "\"perSecond\": 1"));
        CompletableFuture<Integer> feeder = replays.begin("again", EVERYTHING);
        patiently().until(() -> replays.record("again")
                .map(it -> it.outlook().holds().equals("rateLimit 1/s") && it.outlook().rate() > 0)
                .orElse(false));
        assertTrue(record("again").outlook().eta().isPresent());
        assertTrue(record("again").counts().remaining() > 0);
        pipeline.live(new LiveText());
        assertEquals(DONE, feeder.join());
        assertEquals(counts(60, 0, 0), record("again").counts());
        assertEquals(ReplayRecord.Outlook.NONE, record("again").outlook());
    }

    @Test
    void goesOnWhereItWasWhereverItIsKilled() {
        pipeline.settings(pipeline.settings().concurrency(32));
        refused(400);
        Pipeline.terminate(sender);
        sink.answer(hit -> 200);
        // Slow enough that the third feeder is killed in the middle.
        sink.delay(Duration.ofMillis(200));
        String guarded = EVERYTHING + """
                , "approval": {"manual": false, "above": 399}, "trial": 6""";

        Process first = replays.start("again", "r1", guarded);
        patientlyUntil("again", Phase.AwaitingApproval);
        assertEquals("approval", record("again").outlook().holds());
        assertEquals(counts(0, 0, 400), record("again").counts());
        kill(first);

        Process second = replays.start("again", "r2", guarded);
        patiently().until(() -> !pipeline.heartbeats("r2").isEmpty());
        assertEquals(0, replays.fed(), "killed while it awaited approval");
        // While it runs.
        pipeline.live(new LiveText().replay(Replays.job("again"), "\"approved\": true"));
        patientlyUntil("again", Phase.Trial);
        patiently().until(() -> replays.fed() == 6);
        kill(second);

        Process third = replays.start("again", "r3", guarded);
        sender = pipeline.sender("b");
        patiently().until(() -> sink.delivered().size() > 100);
        kill(third);
        assertTrue(sink.delivered().size() < 400, "killed in the middle");

        assertEquals(DONE, Pipeline.await(replays.start("again", "r4", guarded)), pipeline.output("r4"));
        assertEquals(counts(400, 0, 0), record("again").counts());
        assertEquals(Pipeline.wire(0, 400), sink.delivered());
        assertEquals(Set.of(), sink.twice());
        assertEquals(400, replays.fed(), "nothing was asked for twice");
    }

    @Test
    void waitsForWhatIsOutstandingBeforeItStopsAlsoWhenItIsKilled() {
        String revision = pipeline.settings().revision();
        refused(40);
        // The other partition is nobody's.
        pipeline.live(new LiveText().ramp("", revision, 1));
        patiently().until(() -> pipeline.lastHeartbeat("a").map(Heartbeat::partitions),
                Optional.of(List.of(0))::equals);
        String stopping = EVERYTHING + """
                , "stopOn": {"failurePercent": 50, "minimumCount": 4}""";
        Process first = replays.start("again", "r1", stopping);
        patiently().until(() -> replays.record("again")
                .map(it -> it.outlook().holds().endsWith("waits for 2 outstanding"))
                .orElse(false));
        kill(first);

        Process second = replays.start("again", "r2", stopping);
        patiently().until(() -> !pipeline.heartbeats("r2").isEmpty());
        assertEquals(Phase.Running, record("again").phase());
        pipeline.live(new LiveText().serving(revision));
        assertEquals(CONFIGURATION, Pipeline.await(second), pipeline.output("r2"));
        assertEquals(Optional.of(Reason.RepairDoesNotHold), record("again").reason());
        // The last before it could be judged may have had as many more beside it.
        long failed = record("again").counts().failed();
        assertTrue(failed == 6 || failed == 7, record("again").counts().toString());
        assertEquals(counts(0, failed, 40 - failed), record("again").counts());
        assertEquals(failed, replays.fed(), "the second has asked for nothing");
    }

    @Test
    void listsWhatCanNoLongerBeSent() {
        replays.senderOfEmail("old");
        pipeline.post(0, 12);
        patiently().until(() -> pipeline.ledger().count(Status.LISTED) == 12);
        Process feeder = replays.start("again", "r1", """
                "mode": "Quarantine", "window": {"from": "2026-01-01T00:00:00Z"}""");
        assertEquals(DONE, Pipeline.await(feeder), pipeline.output("r1"));

        assertEquals(new Counts(0, 0, 0, 0, 0, 12, 0), record("again").counts());
        assertEquals(new ReplayRecord.Unrecoverable(12, "kubectl logs -n test r1 | grep '^{\"unrecoverable\"'"),
                record("again").unrecoverable());
        List<String> lines = pipeline.output("r1").lines().filter(it -> it.startsWith("{\"unrecoverable\"")).toList();
        assertEquals(12, lines.size());
        IntStream.range(0, 12)
                .forEach(n -> assertTrue(
                        lines.stream().anyMatch(it -> it.contains("\"id\":\"m-%d\"".formatted(n))), "m-" + n));
        String line = lines.getFirst();
        assertTrue(line.contains("\"channel\":\"hooks\",\"partition\":") && line.contains("\"source\":\"/shop\"")
                && line.contains("\"reason\":\"Undecodable"), line);
    }
}
