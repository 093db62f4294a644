package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.Promise;
import dev.herald.worker.pipeline.WebhookSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Live messages and replays at once: they share senders, slots and ledger. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class SenderBesideReplaysTest {
    private static final int CONCURRENCY = 8;
    private static final int EARLIER = 300;
    private static final int MESSAGES = 600;
    private static final Set<String> EVERY_THIRD = IntStream.range(0, EARLIER)
            .filter(n -> n % 3 == 0)
            .mapToObj(Pipeline::wire)
            .collect(Collectors.toSet());

    private final WebhookSink sink = new WebhookSink();
    private final Instant begin = Instant.now().minusSeconds(60);
    private Pipeline pipeline;
    private Promise promise;

    @BeforeEach
    void begin(Broker broker, @TempDir Path folder) {
        pipeline = new Pipeline(broker, folder, 4, sink.url());
        pipeline.settings(pipeline.settings().concurrency(CONCURRENCY));
        promise = new Promise(pipeline, sink);
    }

    @AfterEach
    void end() {
        pipeline.close();
        sink.close();
    }

    @Test
    void sendsWhatTwoReplaysAskForOnceWhileMessagesComeInAndASenderIsKilled() {
        Process first = pipeline.sender("a");
        failForGood(EVERY_THIRD::contains);
        pipeline.sender("b");
        sink.answer(hit -> 200);
        sink.delay(Duration.ofMillis(20));

        Process one = pipeline.replay("one", "Resend", begin);
        Process other = pipeline.replay("other", "Resend", begin);
        pipeline.post(EARLIER, MESSAGES);
        patiently()
                .until(() -> sink.hits().stream().filter(hit -> hit.attempt() == 2).count() > EVERY_THIRD.size() / 4);
        first.destroyForcibly();

        assertEquals(0, Pipeline.await(one), () -> pipeline.output("one"));
        assertEquals(0, Pipeline.await(other), () -> pipeline.output("other"));
        promise.awaitEnds(MESSAGES);
        promise.requireKeptOrListed(MESSAGES, CONCURRENCY);
    }

    @Test
    void sendsWhatIsReleasedFromQuarantineOnceItCanBeRead() {
        // An Email channel has to have recipients: what is none for it is fine for a webhook.
        pipeline.settings(pipeline.settings().type("Email"));
        pipeline.post(0, 40);
        Process cannotRead = pipeline.sender("a");
        patiently().until(() -> pipeline.ledger().count(Status.LISTED) == 40);
        Pipeline.terminate(cannotRead);
        assertEquals(Set.of(), sink.delivered());
        pipeline.settings(pipeline.settings().type("Webhook").revision("0b0b0b0b"));
        pipeline.sender("b");
        Process replay = pipeline.replay("release", "Quarantine", begin);

        assertEquals(0, Pipeline.await(replay), () -> pipeline.output("release"));
        assertEquals(Pipeline.wire(0, 40), sink.delivered());
        assertEquals(40, sink.hits().size());
    }

    private void failForGood(Predicate<String> refused) {
        sink.answer(hit -> refused.test(hit.message()) ? 422 : 200);
        pipeline.post(0, EARLIER);
        patiently().until(() -> {
            var ledger = pipeline.ledger();
            return ledger.count(Status.ACCEPTED) + ledger.count(Status.FAILED) == EARLIER;
        });
    }
}
