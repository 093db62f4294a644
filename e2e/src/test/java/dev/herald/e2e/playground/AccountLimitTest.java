package dev.herald.e2e.playground;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.e2e.bulk.Busiest;
import dev.herald.e2e.process.Patience;
import dev.herald.e2e.process.Sandbox;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Behaviour;
import dev.herald.e2e.sink.Deliveries.Delivery;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Two channels and a replay share one account's limit, by the real operator and workers: counted at the sinks they keep to it, and all is delivered. */
@Tag("quickstart")
class AccountLimitTest {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
    /** How long there is to be load: rounds begin until it is over. {@code -Dherald.load=PT30M} for half an hour. */
    private static final Duration LOAD = Duration.parse(System.getProperty("herald.load", "PT0S"));
    private static final int FIRST = 300;
    private static final int ORDERS = 700;
    private static final int LIMIT = 20;
    private static final int BURST = 4;
    private static final int CONCURRENCY = 4;
    private static final int CHANNELS = 2;

    @BeforeAll
    static void prepare() {
        PlaygroundOptions.prepareProcess();
    }

    @Test
    void twoChannelsAndAReplayKeepToItTogether() throws Exception {
        try (var sandbox = Sandbox.open("account-limit");
                var playground = LocalPlayground.open(sandbox, TREE, ApiServerChoice.mock, Set.of(),
                        Clock.systemUTC())) {
            playground.apply(manifests()).stream().filter(Waiting::isHeralds).forEach(new Waiting(playground)::ready);
            var holds = whatHolds(playground);
            var end = Instant.now().plus(LOAD);
            try (var shop = playground.shop()) {
                int round = 0;
                do {
                    load(playground, shop, round++);
                } while (Instant.now().isBefore(end));
            }
            assertTrue(holds.stream().anyMatch(said -> said.startsWith("quota ")),
                    () -> "no replay says that the quota holds it, but: " + holds);
            assertEquals(Set.of(), playground.deliveries().sameAttemptTwice());
            assertKept(playground.deliveries().all());
        }
    }

    /** What the replays' status has said to hold them, and will. */
    private static Set<String> whatHolds(LocalPlayground playground) {
        var said = ConcurrentHashMap.<String>newKeySet();
        playground.client()
                .resources(ReplayJob.class)
                .inNamespace(playground.namespace())
                .informOnCondition(jobs -> {
                    jobs.stream()
                            .map(ReplayJob::getStatus)
                            .filter(Objects::nonNull)
                            .map(ReplayJobStatus::whatHolds)
                            .filter(Objects::nonNull)
                            .forEach(said::add);
                    return false;
                });
        return said;
    }

    /** Orders, of which some are refused; then their replay beside more orders. Returns when all has been delivered. */
    private static void load(LocalPlayground playground, Shop shop, int round) throws Exception {
        var from = Instant.now().minusSeconds(1);
        var first = orders(round * ORDERS + 1, FIRST);
        var second = orders(round * ORDERS + 1 + FIRST, ORDERS - FIRST);
        var units = units(first);
        var refused = first.stream().filter(Order::hasInvoice).count();
        var refusedBefore = playground.deliveries().refused().size();

        playground.mail().behave(Behaviour.refusingAttachments(552, "5.3.4 attachments are refused"));
        shop.post(first, Duration.ZERO);
        assertTrue(playground.deliveries()
                .await(sinks -> sinks.refused().size() == refusedBefore + refused
                        && sinks.lost(units).size() == refused, Patience.LONG));
        playground.mail().heal();
        playground.apply(List.of(manifest("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: again-%d}
                spec: {pipelineRef: {name: orders}, window: {from: "%s"}}
                """.formatted(round, from))));
        shop.post(second, Duration.ZERO);

        units.addAll(units(second));
        assertTrue(playground.deliveries().await(sinks -> sinks.accepted().containsAll(units), Patience.LONG),
                () -> "not delivered: " + playground.deliveries().lost(units).size());
    }

    /** What was sent before may arrive within the span: at most what all senders have under way. */
    private static void assertKept(List<Delivery> deliveries) {
        var busiest = new Busiest();
        deliveries.stream()
                .map(delivery -> delivery.arrival().at())
                .sorted()
                .forEach(at -> busiest.came(ChronoUnit.NANOS.between(Instant.EPOCH, at)));
        long most = busiest.most();
        long room = BURST + CHANNELS * CONCURRENCY;
        assertTrue(most <= Busiest.SECONDS * LIMIT + room, most + " within " + Busiest.SECONDS + " s");
        assertTrue(most >= Busiest.SECONDS * LIMIT / 2, "only " + most + ": there was no load to show anything");
    }

    private static List<HasMetadata> manifests() throws Exception {
        var manifests = Manifests.in(TREE.resolve("examples").resolve("quickstart"));
        for (var manifest : manifests) {
            if (manifest instanceof GenericKubernetesResource resource && resource.getKind().equals("Channel")) {
                List<Map<String, Object>> providers = resource.get("spec", "providers");
                providers.getFirst()
                        .put("rateLimit", Map.of("account", "shop", "perSecond", LIMIT, "burst", BURST));
            } else if (manifest instanceof GenericKubernetesResource resource
                    && resource.getKind().equals("NotificationPipeline")) {
                resource.<Map<String, Object>>get("spec").put("worker", Map.of("concurrency", CONCURRENCY));
                resource.<Map<String, Object>>get("spec").remove("failurePolicy");
            }
        }
        return manifests;
    }

    private static GenericKubernetesResource manifest(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static List<Order> orders(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Order::new).toList();
    }

    private static Set<Arrival.Unit> units(List<Order> orders) {
        return orders.stream().flatMap(order -> order.units().stream()).collect(toSet());
    }
}
