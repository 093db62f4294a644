package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.pipeline.LedgerView;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, PARTITIONS, sink.url());
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

        awaitAll();
        requireThePromise(CONCURRENCY);
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

        awaitAll();
        requireThePromise(CONCURRENCY);
    }

    @Test
    void leavesNothingUnknownWhenItIsAskedToLeave() {
        pipeline.post(0, MESSAGES);
        Process first = pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 4);
        pipeline.sender("b");
        Pipeline.terminate(first);

        awaitAll();
        requireThePromise(0);
        assertTrue(pipeline.output("a").contains("msg=\"left\""), pipeline.output("a"));
    }

    @Test
    void resumesByItselfWhenKafkaWasAway(Broker broker) {
        pipeline.post(0, MESSAGES);
        pipeline.sender("a");
        patiently().until(() -> sink.hits().size() > MESSAGES / 4);
        broker.kill();
        int before = sink.hits().size();
        CompletableFuture.runAsync(broker::restart, CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS)).join();

        awaitAll();
        assertTrue(sink.hits().size() > before);
        requireThePromise(CONCURRENCY);
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

        assertEquals(100, sink.hits().stream().filter(hit -> Pipeline.wire(0, 100).contains(hit.message())).count());
        assertEquals(0, sink.hits().size() - 100);
    }

    private void awaitAll() {
        patiently().until(() -> sink.delivered().size() == MESSAGES);
        patiently().until(() -> settled() == MESSAGES);
    }

    private long settled() {
        return pipeline.ledger().states().values().stream().filter(state -> state.isSettled()).count();
    }

    /** Nothing lost, no attempt sent twice, repeated only what is listed as unknown, and that within bounds. */
    private void requireThePromise(int mostUnknown) {
        assertEquals(Pipeline.wire(0, MESSAGES), sink.delivered());
        assertEquals(Set.of(), sink.attemptsSentTwice());
        LedgerView ledger = pipeline.ledger();
        Set<String> uncertain = ledger.uncertain()
                .stream()
                .map(place -> Pipeline.wire((int) (place.unit().offset() * PARTITIONS + place.partition())))
                .collect(Collectors.toSet());
        assertTrue(uncertain.containsAll(sink.twice()), () -> sink.twice() + " but uncertain were " + uncertain);
        assertTrue(uncertain.size() <= mostUnknown, () -> "uncertain: " + ledger.uncertainFacts());
    }
}
