package dev.herald.e2e.playground;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.e2e.process.Patience;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Under load senders come and go, as processes of the real worker: nothing is lost, and nothing is sent twice, counted at the sink. */
@Tag("quickstart")
class SendersThatComeAndGoTest {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
    private static final int MOST = 50_000;
    private static final int EVERY_SECOND = 100;
    private static final List<String> MANIFESTS = List.of("""
            apiVersion: herald.dev/v1alpha1
            kind: NotificationPipeline
            metadata: {name: orders}
            spec:
              eventLog:
                kafka: {bootstrapServers: ["kafka:9092"], topic: orders, groupPrefix: orders}
                management: Create
                partitions: 12
                durability: {replicationFactor: 1, minInSyncReplicas: 1, policy: Warn}
              worker: {concurrency: 16}
            """, """
            apiVersion: herald.dev/v1alpha1
            kind: Channel
            metadata: {name: bulk}
            spec:
              pipelineRef: {name: orders}
              type: Webhook
              replicas: 1
              providers: [{name: bulk, timeout: 30s, webhook: {url: "http://bulk:8080/", addresses: Any}}]
            """);

    @BeforeAll
    static void prepare() {
        PlaygroundOptions.prepareProcess();
    }

    @Test
    void loseNothingAndSendNothingTwice() throws Exception {
        try (var sandbox = Sandbox.open("senders-that-come-and-go");
                var playground = LocalPlayground.open(sandbox, TREE, ApiServerChoice.mock, Set.of(),
                        Clock.systemUTC());
                var load = Executors.newSingleThreadScheduledExecutor()) {
            playground.apply(MANIFESTS.stream().<HasMetadata>map(SendersThatComeAndGoTest::manifest).toList())
                    .forEach(new Waiting(playground)::ready);
            Bulk bulk = playground.bulk("orders");
            bulk.begin(MOST);
            bulk.answerAfter(Duration.ofMillis(100));
            var posted = flowing(load, bulk);

            for (int replicas : List.of(12, 1, 0, 3)) {
                change(playground, "{\"replicas\": %d}".formatted(replicas));
                await().until(() -> ready(playground) == replicas && senders(playground) == replicas);
                long then = bulk.counts().arrivals();
                if (replicas > 0) {
                    await().until(() -> bulk.counts().arrivals() > then + 3 * EVERY_SECOND);
                }
            }
            load.shutdown();
            load.awaitTermination(10, TimeUnit.SECONDS);
            await().until(() -> bulk.counts().accepted() == posted.get());
            assertTaken(bulk, posted.get());

            sleepsAndWakes(playground, bulk, posted.get());
            assertTaken(bulk, posted.get() + 1);
        }
    }

    /** An idle channel costs nothing; the status worker sees its first message, and the operator wakes it. */
    private static void sleepsAndWakes(Playground playground, Bulk bulk, int posted) {
        change(playground,
                "{\"scaling\": {\"minReplicas\": 0, \"behavior\": {\"scaleDown\": {\"stabilizationWindowSeconds\": 0}}}}");
        await().atMost(Patience.LONG.multipliedBy(3))
                .until(() -> senders(playground) == 0 && desired(playground).equals(Optional.of(0L)));

        bulk.post(posted + 1);

        await().until(() -> bulk.counts().accepted() == posted + 1);
    }

    private static void assertTaken(Bulk bulk, int messages) {
        var counts = bulk.counts();
        assertEquals(messages, counts.accepted(), "delivered");
        assertEquals(0, counts.twice(), "delivered twice");
        assertEquals(0, counts.sameClaim(), "sent twice");
        assertEquals(messages, counts.arrivals(), "sent");
    }

    /** A tenth of those of a second every tenth of a second, until it is shut down. */
    private static AtomicInteger flowing(ScheduledExecutorService load, Bulk bulk) {
        var posted = new AtomicInteger();
        load.scheduleAtFixedRate(() -> {
            if (posted.get() < MOST - 1) {
                bulk.post(posted.addAndGet(EVERY_SECOND / 10));
            }
        }, 0, 100, TimeUnit.MILLISECONDS);
        return posted;
    }

    private static GenericKubernetesResource manifest(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static void change(Playground playground, String spec) {
        playground.client()
                .genericKubernetesResources("herald.dev/v1alpha1", "Channel")
                .inNamespace(playground.namespace())
                .withName("bulk")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": %s}".formatted(spec));
    }

    private static long ready(Playground playground) {
        return pods(playground).filter(Readiness::isPodReady).count();
    }

    private static long senders(Playground playground) {
        return pods(playground).count();
    }

    private static Stream<Pod> pods(Playground playground) {
        return playground.client()
                .pods()
                .inNamespace(playground.namespace())
                .withLabel("herald.dev/role", "send")
                .list()
                .getItems()
                .stream();
    }

    private static Optional<Long> desired(Playground playground) {
        var status = playground.client()
                .resources(Channel.class)
                .inNamespace(playground.namespace())
                .withName("bulk")
                .require()
                .getStatus();
        return Optional.ofNullable(status.scaling()).map(scaling -> scaling.desiredReplicas());
    }
}
