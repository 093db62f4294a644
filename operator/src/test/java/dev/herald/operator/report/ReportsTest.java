package dev.herald.operator.report;

import static dev.herald.operator.mock.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.mock.FakeStatusWorker;
import dev.herald.operator.mock.Samples;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Polling in the background; the clock is the test's. */
class ReportsTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Optional<URI>> address = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean exists = new AtomicBoolean(true);
    private final List<String> news = new CopyOnWriteArrayList<>();
    private final ReportReader reader = new ReportReader(Duration.ofSeconds(2));
    private final Reports reports = new Reports(reader, (namespace, pipeline) -> address.get(),
            (namespace, pipeline) -> exists.get(),
            (namespace, pipeline) -> news.add(namespace + "/" + pipeline),
            nanos::get);
    private FakeStatusWorker worker;

    @BeforeEach
    void start() throws IOException {
        worker = new FakeStatusWorker("127.0.0.1", 0);
        worker.say(Samples.WELL);
    }

    @AfterEach
    void stop() {
        reports.close();
        worker.close();
        reader.close();
    }

    @Test
    void tellsEveryMove() {
        address.set(Optional.of(worker.address()));
        reports.of("shop", "orders");
        await().untilAsserted(() -> assertEquals(List.of("shop/orders"), news));

        worker.move();

        await().untilAsserted(() -> assertEquals(2, news.size()));
        assertEquals(2, reports.of("shop", "orders").proven().orElseThrow().sequence());
    }

    @Test
    void saysStaleWhenTheNumberStandsStillAndComesBackWhenItMoves() {
        standStill(5);
        address.set(Optional.of(worker.address()));
        await().untilAsserted(() -> assertTrue(reports.of("shop", "orders").fresh().isPresent()));

        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        await().untilAsserted(() -> assertInstanceOf(Sighting.Stale.class, reports.of("shop", "orders")));
        assertEquals(2, news.size(), "the change is told");
        standStill(6);
        await().untilAsserted(() -> assertTrue(reports.of("shop", "orders").proven().isPresent()));
    }

    @Test
    void saysWhereNobodyAnswers() {
        worker.close();
        address.set(Optional.of(worker.address()));
        reports.of("shop", "orders");
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        await().untilAsserted(() -> {
            Sighting.Unreachable unreachable = assertInstanceOf(Sighting.Unreachable.class,
                    reports.of("shop", "orders"));
            assertEquals(worker.address().toString(), unreachable.url());
        });
    }

    @Test
    void findsTheWorkerWhenItComesLater() {
        reports.of("shop", "orders");
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        await().untilAsserted(() -> assertInstanceOf(Sighting.Unreachable.class, reports.of("shop", "orders")));

        address.set(Optional.of(worker.address()));

        await().untilAsserted(() -> assertTrue(reports.of("shop", "orders").fresh().isPresent()));
    }

    @Test
    void asksNoMoreWhenThePipelineIsGone() {
        standStill(5);
        address.set(Optional.of(worker.address()));
        await().untilAsserted(() -> assertTrue(reports.of("shop", "orders").fresh().isPresent()));

        reports.forget("shop", "orders");

        int questions = worker.questions();
        await().during(Duration.ofMillis(1200))
                .untilAsserted(() -> assertTrue(worker.questions() <= questions + 1, "one may have been under way"));
    }

    @Test
    void asksNoMoreForAPipelineThatWasNeverThere() {
        standStill(5);
        address.set(Optional.of(worker.address()));
        exists.set(false);

        reports.of("shop", "orders");

        await().during(Duration.ofMillis(1200)).untilAsserted(() -> assertEquals(0, worker.questions()));
    }

    @Test
    void remindsOfWhatStaysAway() {
        reports.of("shop", "orders");
        nanos.addAndGet(Duration.ofSeconds(31).toNanos());
        await().untilAsserted(() -> assertInstanceOf(Sighting.Unreachable.class, reports.of("shop", "orders")));
        int told = news.size();

        nanos.addAndGet(Duration.ofSeconds(31).toNanos());

        await().untilAsserted(() -> assertTrue(news.size() > told));
    }

    private void standStill(long sequence) {
        worker.answer(exchange -> FakeStatusWorker.text(exchange, 200,
                "{\"v\": 1, \"instance\": \"fake\", \"sequence\": %d}".formatted(sequence)));
    }
}
