package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.Promise;
import dev.herald.worker.pipeline.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A sender that is killed, frozen, cut off or asked to leave in the middle of sending. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class SenderCrashTest {
    private static final int PARTITIONS = 4;
    private static final int CONCURRENCY = 8;
    private static final int MESSAGES = 600;

    private final WebhookSink sink = new WebhookSink();
    private Pipeline pipeline;
    private Promise promise;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, PARTITIONS, sink.url());
        promise = new Promise(pipeline, sink);
        pipeline.settings(pipeline.settings().concurrency(CONCURRENCY));
        sink.delay(Duration.ofMillis(20));
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    @Test
    void losesNothingWhenItIsKilledAndRepeatsAtMostWhatItHadUnderWay() {
        pipeline.post(0, MESSAGES);
        Process first = pipeline.sender("a");
        pipeline.sender("b");
        patiently().until(() -> sink.hits().size() > MESSAGES / 4);
        first.destroyForcibly();

        promise.awaitAll(MESSAGES);
        promise.requireKept(MESSAGES, CONCURRENCY);
    }

    @Test
    void losesNothingWhenItIsFrozenAndSendsNothingLateWhenItGoesOn() {
        pipeline.post(0, MESSAGES);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 8);
        Pipeline.signal(first, "STOP");
        pipeline.sender("b");
        // Another takes over while the first stands still in the middle of its sends; then it goes on beside it.
        patiently().until(() -> sink.hits().size() > MESSAGES / 2);
        Pipeline.signal(first, "CONT");

        promise.awaitAll(MESSAGES);
        promise.requireKept(MESSAGES, CONCURRENCY);
    }

    /** The values a sender has by default, and a minute of sleep: longer than lease, deadline and margin. */
    @Test
    @Tag("slow")
    void sendsNothingLateAfterAMinuteOfSleepWithTheTimesOfProduction() {
        pipeline.settings(pipeline.settings().times("PT30S", "PT5S", "PT10S"));
        pipeline.post(0, MESSAGES);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 8);
        Pipeline.signal(first, "STOP");
        pipeline.sender("b");
        pass(Duration.ofSeconds(60));
        Pipeline.signal(first, "CONT");

        promise.awaitAll(MESSAGES);
        promise.requireKept(MESSAGES, CONCURRENCY);
    }

    @Test
    void leavesNothingUnknownWhenItIsAskedToLeave() {
        pipeline.post(0, MESSAGES);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 4);
        pipeline.sender("b");
        Pipeline.terminate(first);

        promise.awaitAll(MESSAGES);
        promise.requireKept(MESSAGES, 0);
        assertTrue(pipeline.output("a").contains("msg=\"left\""), pipeline.output("a"));
    }

    @Test
    void resumesByItselfWhenKafkaWasAway(Broker broker) {
        outage(broker, Duration.ofSeconds(3));
    }

    /** Long enough for sessions, requests and the first patience of every client to run out. */
    @Test
    @Tag("slow")
    void resumesByItselfWhenKafkaWasAwayForAMinute(Broker broker) {
        outage(broker, Duration.ofSeconds(60));
    }

    private void outage(Broker broker, Duration length) {
        pipeline.post(0, MESSAGES);
        pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 4);
        broker.kill();
        pass(length);
        broker.restart();

        promise.awaitAll(MESSAGES);
        promise.requireKept(MESSAGES, CONCURRENCY);
    }

    private static void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    @Test
    void findsItsProgressInTheLedgerWhenTheCommitsAreLost(Broker broker) {
        pipeline.post(0, 100);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.delivered().size() == 100);
        Pipeline.terminate(first);
        try (var admin = broker.admin()) {
            admin.deleteConsumerGroups(Set.of(pipeline.names().progressGroup(Pipeline.CHANNEL)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
        pipeline.post(100, 110);
        pipeline.sender("b");

        patiently().until(() -> sink.delivered().size() == 110);
        assertEquals(110, sink.hits().size());
    }

    @Test
    void claimsNothingFromALogThatWasMadeAnew(Broker broker) {
        pipeline.post(0, 100);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.delivered().size() == 100);
        pipeline.recreateLog();
        pipeline.post(100, 200);
        patiently().until(() -> pipeline.output("a").contains("was deleted"));
        Pipeline.terminate(first);
        pipeline.sender("b");
        patiently().until(() -> pipeline.output("b").contains("halted"));

        assertEquals(Pipeline.wire(0, 100), sink.delivered());
        assertEquals(100, sink.hits().size());
    }
}
