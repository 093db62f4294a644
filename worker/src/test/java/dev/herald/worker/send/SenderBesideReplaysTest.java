package dev.herald.worker.send;

import static dev.herald.worker.pipeline.Wait.patiently;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact.Accepted;
import dev.herald.worker.ledger.Fact.Claim;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.pipeline.Promise;
import dev.herald.worker.pipeline.WebhookSink;
import dev.herald.worker.pipeline.WebhookSink.Hit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
    private static final int MANY = 2_000;
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
        failForGood(EVERY_THIRD::contains, EARLIER);
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

    @Test
    void aReplayAndMessagesBothKeepToTheirShareOfTheSlotsAndTheShareChangesUnderThem() {
        pipeline.sender("a");
        failForGood(hit -> true, MANY);
        sink.answer(hit -> 200);
        sink.delay(Duration.ofMillis(50));
        pipeline.post(MANY, 2 * MANY);
        Process replay = pipeline.replay("many", "Resend", begin);

        patiently().until(() -> ofReplays(sink.hits()) > CONCURRENCY);
        Stretch first = stretch();
        pipeline.live(pipeline.live().replayShare(75));
        patiently().until(() -> {
            List<Hit> hits = sink.hits();
            return ofReplays(hits.subList(hits.size() - 100, hits.size())) > 50;
        });
        Stretch second = stretch();
        sink.delay(Duration.ZERO);
        assertEquals(0, Pipeline.await(replay), () -> pipeline.output("many"));
        promise.awaitEnds(2 * MANY);

        List<Claim> claims = pipeline.ledger().all(Claim.class);
        assertShare(25, claims, first);
        assertShare(75, claims, second);
        assertEquals(Set.of(false, true),
                claims.stream()
                        .filter(claim -> claim.at().isAfter(second.to()))
                        .map(SenderBesideReplaysTest::isOfReplay)
                        .collect(Collectors.toSet()),
                "both waited until the end of the second stretch");
        promise.requireKeptOrListed(2 * MANY, CONCURRENCY);
    }

    @Test
    void twoSendersKeepMessagesAndAReplayEachToItsOwnRate() {
        int again = 40;
        int messages = 100;
        pipeline.live(pipeline.live().rate(20, 10, 2));
        pipeline.sender("a");
        pipeline.sender("b");
        failForGood(hit -> true, again);
        sink.answer(hit -> 200);
        pipeline.post(again, again + messages);
        Process replay = pipeline.replay("slowly", "Resend", begin);
        assertEquals(0, Pipeline.await(replay), () -> pipeline.output("slowly"));
        promise.awaitEnds(again + messages);

        Set<ClaimId> ofReplay = pipeline.ledger()
                .all(Claim.class)
                .stream()
                .filter(SenderBesideReplaysTest::isOfReplay)
                .map(Claim::id)
                .collect(Collectors.toSet());
        List<Accepted> accepted = pipeline.ledger().all(Accepted.class);
        assertTook(again / 10, accepted.stream().filter(it -> ofReplay.contains(it.claim())).toList());
        assertTook(messages / 20, accepted.stream().filter(it -> !ofReplay.contains(it.claim())).toList());
        promise.requireKeptOrListed(again + messages, CONCURRENCY);
    }

    /** However slow all else is; what a burst and a late first answer take off is less than a second. */
    private static void assertTook(int seconds, List<Accepted> sends) {
        List<Instant> times = sends.stream().map(Accepted::at).sorted().toList();
        Duration took = Duration.between(times.getFirst(), times.getLast());
        assertTrue(took.toMillis() > (seconds - 1) * 1_000L, () -> times.size() + " within " + took);
    }

    /** The time that so many sends took. */
    private record Stretch(Instant from, Instant to) {
        boolean holds(Claim claim) {
            return claim.at().isAfter(from) && claim.at().isBefore(to);
        }
    }

    private Stretch stretch() {
        Instant from = Instant.now();
        int before = sink.hits().size();
        patiently().until(() -> sink.hits().size() > before + 500);
        return new Stretch(from, Instant.now());
    }

    private static void assertShare(int percent, List<Claim> claims, Stretch stretch) {
        List<Claim> within = claims.stream().filter(stretch::holds).toList();
        long ofReplays = within.stream().filter(SenderBesideReplaysTest::isOfReplay).count();
        assertEquals(percent, 100.0 * ofReplays / within.size(), 10, "of " + within.size());
    }

    private static boolean isOfReplay(Claim claim) {
        return !claim.job().isEmpty();
    }

    private static long ofReplays(List<Hit> hits) {
        return hits.stream().filter(hit -> hit.attempt() == 2).count();
    }

    private void failForGood(Predicate<String> refused, int messages) {
        sink.answer(hit -> refused.test(hit.message()) ? 422 : 200);
        pipeline.post(0, messages);
        patiently().until(() -> {
            var ledger = pipeline.ledger();
            return ledger.count(Status.ACCEPTED) + ledger.count(Status.FAILED) == messages;
        });
    }
}
