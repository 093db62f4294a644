package dev.herald.e2e.playground;

import static java.util.stream.Collectors.toSet;
import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.process.Patience;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.process.Sandbox;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Behaviour;
import dev.herald.e2e.sink.Digest;

/** What became of messages, as webhooks: a pipeline whose log is the status topic of another, as examples/status-webhooks has it. */
@Tag("quickstart")
class StatusWebhooksTest {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

    @BeforeAll
    static void prepare() {
        PlaygroundOptions.prepareProcess();
    }

    @Test
    void tellAReceiverWhatBecameOfEveryMessage() throws Exception {
        try (var sandbox = Sandbox.open("status-webhooks");
                var playground = LocalPlayground.open(sandbox, TREE, ApiServerChoice.mock, Set.of(),
                        Clock.systemUTC())) {
            ready(playground, "quickstart");
            ready(playground, "status-webhooks");
            playground.mail().behave(Behaviour.refusingAttachments(552, "5.3.4 attachments are refused"));
            var orders = IntStream.rangeClosed(1, 20).mapToObj(Order::new).toList();
            var units = orders.stream().flatMap(order -> order.units().stream()).collect(toSet());

            try (var shop = playground.shop()) {
                shop.post(orders, Duration.ZERO);
            }

            await().until(() -> playground.records("orders.status").size() == units.size());
            var events = playground.texts("orders.status");
            var webhooks = events.stream().map(StatusWebhooksTest::webhook).collect(toSet());
            assertTrue(playground.deliveries().await(sinks -> sinks.accepted().containsAll(webhooks), Patience.LONG),
                    () -> "not told: " + playground.deliveries().lost(webhooks));
            assertEquals(Set.of(), playground.deliveries().twice());
            assertEquals(units.size(), webhooks.size());
            assertEquals(orders.stream().filter(Order::hasInvoice).count(),
                    events.stream().filter(event -> event.text().contains("\"outcome\":\"Failed\"")).count());
        }
    }

    private static void ready(Playground playground, String example) throws Exception {
        playground.apply(TREE.resolve("examples").resolve(example))
                .stream()
                .filter(Waiting::isHeralds)
                .forEach(new Waiting(playground)::ready);
    }

    private static Arrival.Unit webhook(StoredText event) {
        return new Arrival.Unit(Digest.message(event.headers().get("ce_source"), event.headers().get("ce_id")),
                "status", "0");
    }
}
