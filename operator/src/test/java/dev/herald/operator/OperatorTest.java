package dev.herald.operator;

import static dev.herald.operator.mock.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.leader.Leadership;
import dev.herald.operator.mock.FakeStatusWorker;
import dev.herald.operator.mock.FakeWorkloads;
import dev.herald.operator.mock.MockCluster;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The whole operator on an API server in memory. */
class OperatorTest {
    private final String podIp = "127.%d.%d.%d".formatted(10 + ThreadLocalRandom.current().nextInt(200),
            ThreadLocalRandom.current().nextInt(250),
            1 + ThreadLocalRandom.current().nextInt(250));
    private MockCluster cluster = new MockCluster();
    private FakeWorkloads workloads = new FakeWorkloads(cluster.client(), podIp);
    private FakeStatusWorker eye;
    private Operator operator;

    @BeforeEach
    void start() throws Exception {
        eye = new FakeStatusWorker(podIp, 8080);
        eye.say(Samples.WELL);
        operator = start(cluster);
    }

    @AfterEach
    void stop() {
        // The mock blocks for half a minute when a watch is closed that still has something to tell.
        AtomicInteger writes = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(300))
                .until(() -> writes.getAndSet(cluster.writes().size()) == cluster.writes().size());
        operator.close();
        eye.close();
        cluster.close();
    }

    @Test
    void bringsAPipelineAndItsChannelsUp() {
        cluster.create(Samples.PIPELINE);
        cluster.create(Samples.EMAIL);
        cluster.create(Samples.HOOKS);

        eventually(() -> {
            assertEquals("True/RolledOut", ready(RawPipeline.class, "orders"));
            assertEquals("True/RolledOut", ready(RawChannel.class, "email"));
            assertEquals("True/RolledOut", ready(RawChannel.class, "hooks"));
            assertEquals("2/2", status(RawPipeline.class, "orders").path("channels").asText());
        });
    }

    @RepeatedTest(10)
    void takesUpANamesakeThatIsMadeRightAfterADelete() {
        cluster.create(Samples.PIPELINE);
        cluster.create(Samples.HOOKS);
        eventually(() -> assertEquals("True/RolledOut", ready(RawChannel.class, "hooks")));

        cluster.client().resources(RawChannel.class).inNamespace("shop").withName("hooks").delete();
        cluster.create(Samples.HOOKS.replace("08:00:02Z", "09:00:02Z"));

        eventually(() -> assertEquals("True/RolledOut", ready(RawChannel.class, "hooks")));
    }

    @Test
    void takesUpANewSpec() {
        cluster.create(Samples.PIPELINE.replace("spec:\n", "spec:\n  rollout: {strategy: Immediate}\n"));
        cluster.create(Samples.HOOKS);
        eventually(() -> assertEquals("True/RolledOut", ready(RawChannel.class, "hooks")));
        String before = status(RawChannel.class, "hooks").path("revision").asText();

        cluster.client().resources(RawChannel.class).inNamespace("shop").withName("hooks").edit(channel -> {
            ((ObjectNode) channel.getSpec().at("/providers/0/webhook")).put("url",
                    "https://partner.example.org/other");
            channel.getMetadata().setGeneration(2L);
            return channel;
        });

        eventually(() -> {
            assertEquals("True/RolledOut", ready(RawChannel.class, "hooks"));
            assertTrue(!before.equals(status(RawChannel.class, "hooks").path("revision").asText()),
                    "the revision is the new one");
        });
    }

    @Test
    void oneResourceThatCannotBeReadStopsNothingElse() {
        cluster.create(Samples.PIPELINE);
        cluster.create(Samples.EMAIL.replace("port: 587", "port: [1]"));
        cluster.create(Samples.HOOKS);

        eventually(() -> {
            assertEquals("True/RolledOut", ready(RawChannel.class, "hooks"));
            assertEquals("False/Unreadable", ready(RawChannel.class, "email"));
        });
    }

    @Test
    void noResourceThatCannotBeReadKeepsItFromStarting() throws Exception {
        MockCluster spoilt = new MockCluster();
        spoilt.create(Samples.HOOKS.replace("name: hooks", "name: strange").replace("type: Webhook", "type: Pigeon"));
        spoilt.create(Samples.PIPELINE.replace("name: orders,", "name: odd,")
                .replace("management: Create", "management: {}"));
        spoilt.create(Samples.PIPELINE);
        spoilt.create(Samples.HOOKS);
        stop();
        cluster = spoilt;
        workloads = new FakeWorkloads(cluster.client(), podIp);
        start();

        eventually(() -> {
            assertEquals("False/Unrecognised", ready(RawChannel.class, "strange"));
            assertEquals("False/Unreadable", ready(RawPipeline.class, "odd"));
            assertEquals("True/RolledOut", ready(RawChannel.class, "hooks"));
        });
    }

    @Test
    void carriesAnIncidentThroughToTheEndOfItsReplay() {
        cluster.create(Samples.PIPELINE);
        cluster.create(Samples.EMAIL);
        eventually(() -> assertEquals("True/RolledOut", ready(RawPipeline.class, "orders")));

        eye.say(Samples.open());
        eventually(() -> {
            assertEquals("WaitingForRecovery",
                    condition(RawReplayJob.class, "orders-i-7f3a9c", "Complete").path("reason").asText());
            assertEquals("IncidentOpen",
                    condition(RawPipeline.class, "orders", "DeliveryHealthy").path("reason").asText());
        });
        eye.say(Samples.closed());
        eventually(() -> assertEquals(1,
                cluster.client().batch().v1().jobs().inNamespace("shop").list().getItems().size()));
        String job = "shop/orders-i-7f3a9c/" + status(RawReplayJob.class, "orders-i-7f3a9c").path("specHash").asText();
        eye.say(Samples.closed() + ", " + Samples.replay(job, "Complete"));

        eventually(() -> {
            assertEquals("Complete", status(RawReplayJob.class, "orders-i-7f3a9c").path("phase").asText());
            assertEquals(38, status(RawReplayJob.class, "orders-i-7f3a9c").path("counts").path("sent").asInt());
        });
    }

    @Test
    void writesNothingWhenItLeadsNoMore() throws Exception {
        operator.close();
        operator = new Operator(cluster.client(), new Settings(Set.of(), "worker:1", Optional.empty(), 0), new Lost());
        operator.start();
        cluster.create(Samples.PIPELINE);

        eventually(() -> assertTrue(get("/metrics").body()
                .contains(
                        "herald_operator_reconcile_seconds_count{kind=\"NotificationPipeline\",outcome=\"failed\"}")));
        assertEquals(1, cluster.writes().size(), cluster.writes().toString());
        assertTrue(get("/metrics").body().contains("herald_operator_leader 0"));
    }

    @Test
    void answersForItsHealth() throws Exception {
        cluster.create(Samples.PIPELINE);
        eventually(() -> assertEquals(200, get("/readyz").statusCode()));
        assertEquals("ok\n", get("/healthz").body());
        eventually(() -> {
            String metrics = get("/metrics").body();
            assertTrue(metrics.contains("herald_operator_writes_total{kind=\"Deployment\",verb=\"Apply\"}"), metrics);
            assertTrue(metrics.contains("herald_operator_leader 1"), metrics);
            assertTrue(metrics.contains("herald_operator_report_fresh{namespace=\"shop\",pipeline=\"orders\"} 1"),
                    metrics);
        });
    }

    private java.net.http.HttpResponse<String> get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + operator.port() + path)).build(),
                    BodyHandlers.ofString());
        }
    }

    private static Operator start(MockCluster cluster) throws Exception {
        Operator operator = new Operator(cluster.client(), new Settings(Set.of(), "worker:1", Optional.empty(), 0));
        operator.start();
        return operator;
    }

    private void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            workloads.settle();
            assertion.run();
        });
    }

    private <R extends CustomResource<JsonNode, JsonNode> & HasMetadata> JsonNode status(Class<R> kind, String name) {
        R resource = cluster.client().resources(kind).inNamespace("shop").withName(name).get();
        return resource == null || resource.getStatus() == null ? Json.object() : resource.getStatus();
    }

    private <R extends CustomResource<JsonNode, JsonNode>> JsonNode condition(Class<R> kind, String name, String type) {
        return status(kind, name).path("conditions")
                .valueStream()
                .filter(condition -> condition.path("type").asText().equals(type))
                .findFirst()
                .orElse(Json.object());
    }

    private <R extends CustomResource<JsonNode, JsonNode>> String ready(Class<R> kind, String name) {
        JsonNode ready = condition(kind, name, "Ready");
        return ready.path("status").asText() + "/" + ready.path("reason").asText();
    }

    /** Was gained once. */
    private static final class Lost implements Leadership {
        @Override
        public void seek() {
            // too late
        }

        @Override
        public CompletableFuture<Void> gained() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean held() {
            return false;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // nothing is left to give up
        }
    }
}
