package dev.herald.e2e.installed;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.pod.Counterparts;
import dev.herald.e2e.process.Patience;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Arrival;
import dev.herald.e2e.sink.Deliveries;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A namespace with the pipeline and channels of examples/quickstart, and with broker, sinks and shop: orders in at the ingest's Service, mail and webhooks out at the sinks. */
final class Site implements AutoCloseable {

    private static final Path EXAMPLES = Path.of("..", "examples", "quickstart");

    private final Herald herald;
    private final String namespace;
    private final Counterparts counterparts;
    private Shop shop;
    private int posted;

    private Site(Herald herald, String namespace, Counterparts counterparts) {
        this.herald = herald;
        this.namespace = namespace;
        this.counterparts = counterparts;
    }

    /**
     * Makes it, and returns when messages can be posted.
     *
     * @param change
     *            made to the examples before
     */
    static Site open(Herald herald, String namespace, UnaryOperator<String> change) throws IOException {
        herald.makeNamespace(namespace);
        Site site = new Site(herald, namespace,
                Counterparts.deploy(herald.client(), namespace, herald.counterpartImage()));
        for (String file : List.of("secrets.yaml", "pipeline.yaml", "channels.yaml")) {
            site.apply(change.apply(Files.readString(EXAMPLES.resolve(file))));
        }
        site.awaitReady();
        site.shop = site.counterparts.shop("orders-ingest", "orders-ingest");
        return site;
    }

    void apply(String yaml) {
        Object read = Serialization.unmarshal(yaml);
        List<?> objects = read instanceof List<?> list ? list : List.of(read);
        objects.forEach(object -> client().resource((HasMetadata) object).inNamespace(namespace).serverSideApply());
    }

    void awaitReady() {
        awaitCondition("NotificationPipeline", "orders", "Ready", "True");
        awaitCondition("Channel", "email", "Ready", "True");
        awaitCondition("Channel", "hooks", "Ready", "True");
    }

    void awaitCondition(String kind, String name, String type, String status) {
        await(kind + " " + name + " to be " + type + "=" + status)
                .untilAsserted(() -> assertTrue(holds(herald.resource(namespace, kind, name), type, status),
                        () -> Serialization.asYaml(herald.resource(namespace, kind, name))));
    }

    private static boolean holds(GenericKubernetesResource resource, String type, String status) {
        List<Map<String, Object>> conditions = resource == null ? null : resource.get("status", "conditions");
        return conditions != null
                && conditions.stream()
                        .anyMatch(condition -> type.equals(condition.get("type"))
                                && status.equals(condition.get("status")));
    }

    void scale(String channel, int replicas) {
        client().genericKubernetesResources("herald.dev/v1alpha1", "Channel")
                .inNamespace(namespace)
                .withName(channel)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": " + replicas + "}}");
    }

    /** Posts the next orders, and returns when each has got its 202. */
    void post(int orders, Duration spread) {
        int first = posted + 1;
        posted += orders;
        try {
            shop.post(IntStream.range(first, first + orders).mapToObj(Order::new).toList(), spread);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Posts the next orders while something else goes on. */
    CompletableFuture<Void> posting(int orders, Duration spread) {
        return CompletableFuture.runAsync(() -> post(orders, spread));
    }

    /** Waits until at least so many more units have arrived. */
    void awaitArrivals(int more) {
        long before = deliveries().accepted().size();
        await("arrivals at the sinks")
                .until(() -> deliveries().accepted().size() >= before + more);
    }

    /** Everything that was accepted arrives, and nothing else does; no attempt is sent twice. */
    void requireAllDelivered() throws InterruptedException {
        Set<Arrival.Unit> expected = shop.accepted()
                .stream()
                .flatMap(order -> order.units().stream())
                .collect(Collectors.toSet());
        deliveries().await(came -> came.accepted().containsAll(expected), Patience.LONG);
        assertEquals(Set.of(), deliveries().lost(expected));
        assertEquals(expected, deliveries().accepted());
        assertEquals(Set.of(), deliveries().corrupted(
                shop.accepted().stream().collect(Collectors.toMap(Order::message, Order::digests))));
        assertEquals(Set.of(), deliveries().sameAttemptTwice());
    }

    KubernetesClient client() {
        return herald.client();
    }

    String namespace() {
        return namespace;
    }

    Deliveries deliveries() {
        return counterparts.deliveries();
    }

    Counterparts counterparts() {
        return counterparts;
    }

    /** The pods that the operator has made. */
    List<Pod> workers() {
        return client().pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/managed-by", "herald")
                .list()
                .getItems();
    }

    List<Pod> senders(String channel) {
        return client().pods().inNamespace(namespace).withLabel("herald.dev/channel", channel).list().getItems();
    }

    /** Deletes the namespace, and returns when it is gone. */
    @Override
    public void close() {
        counterparts.close();
        client().namespaces().withName(namespace).delete();
        client().namespaces()
                .withName(namespace)
                .waitUntilCondition(is -> is == null, Patience.SECONDS, TimeUnit.SECONDS);
    }
}
