package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.operator.Operator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/** A namespace that an operator serves, as a person works with it. Only pods of the restricted standard may run there; they, and the status worker, are doubles. */
final class OperatedNamespace implements AutoCloseable {
    /** The spec of a channel of pipeline orders. */
    static final String WEBHOOK = """
              pipelineRef: {name: orders}
              type: Webhook
              providers:
              - name: partner
                webhook: {url: "https://partner.example.org/hook"}
            """;

    private final OperatedCluster operated;
    private final KubernetesClient client;
    private final String name;
    private final InetAddress podIp;
    private final StatusWorkerDouble eye;
    private final PodsDouble pods;
    private Operator operator;

    private OperatedNamespace(OperatedCluster operated, String prefix) throws IOException {
        this.operated = operated;
        this.client = operated.cluster().client();
        this.name = operated.cluster().newNamespace(prefix);
        client.namespaces()
                .withName(name)
                .edit(made -> new NamespaceBuilder(made).editMetadata()
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build());
        this.podIp = operated.sandbox().loopback().take();
        this.eye = new StatusWorkerDouble(podIp);
        this.pods = new PodsDouble(client, name, podIp);
    }

    /** A new one whose operator has started. */
    static OperatedNamespace open(OperatedCluster operated, String prefix) throws Exception {
        OperatedNamespace namespace = new OperatedNamespace(operated, prefix);
        namespace.startOperator();
        return namespace;
    }

    String name() {
        return name;
    }

    StatusWorkerDouble eye() {
        return eye;
    }

    PodsDouble pods() {
        return pods;
    }

    void startOperator() throws Exception {
        operator = anotherOperator();
    }

    void stopOperator() {
        operator.close();
    }

    /** One that serves this namespace, too; the caller closes it. */
    Operator anotherOperator() throws Exception {
        return operated.operator(name);
    }

    void apply(String yaml) {
        GenericKubernetesResource resource = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        resource.getMetadata().setNamespace(name);
        client.resource(resource).fieldManager("person").serverSideApply();
    }

    void applyChannel(String channel, String spec) {
        apply("apiVersion: herald.dev/v1alpha1\nkind: Channel\nmetadata: {name: %s}\nspec:\n%s".formatted(channel,
                spec));
    }

    void patch(String kind, String resource, String merge) {
        client.genericKubernetesResources(context(kind))
                .inNamespace(name)
                .withName(resource)
                .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    void patchStatus(String kind, String resource, String merge) {
        client.genericKubernetesResources(context(kind))
                .inNamespace(name)
                .withName(resource)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    }

    /** While waiting, the pods that are asked for become ready. */
    void eventually(ThrowingRunnable assertion) {
        await().pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            pods.settle();
            assertion.run();
        });
    }

    /** Waits until nothing has been written for three seconds, while reports go on moving. */
    void awaitQuiet() {
        AtomicReference<Map<String, String>> last = new AtomicReference<>();
        await().pollInterval(Duration.ofSeconds(3)).untilAsserted(() -> {
            Map<String, String> now = versions();
            assertEquals(last.getAndSet(now), now);
        });
    }

    GenericKubernetesResource resource(String kind, String resource) {
        return client.genericKubernetesResources(context(kind)).inNamespace(name).withName(resource).get();
    }

    List<GenericKubernetesResource> resources(String kind) {
        return client.genericKubernetesResources(context(kind)).inNamespace(name).list().getItems();
    }

    /** Of that kind, those that belong to a channel. */
    List<String> names(Class<? extends HasMetadata> kind, String channel) {
        return client.resources(kind)
                .inNamespace(name)
                .withLabel("herald.dev/channel", channel)
                .list()
                .getItems()
                .stream()
                .map(found -> found.getMetadata().getName())
                .toList();
    }

    /** Of that kind, all. */
    List<String> names(Class<? extends HasMetadata> kind) {
        return all(kind).map(found -> found.getMetadata().getName()).toList();
    }

    /** A condition, as {@code status/reason}. */
    String condition(String kind, String resource, String type) {
        return conditions(kind, resource, type)
                .map(condition -> condition.get("status") + "/" + condition.get("reason"))
                .findFirst()
                .orElse("absent");
    }

    /** The message of a condition. */
    String message(String kind, String resource, String type) {
        return conditions(kind, resource, type).map(condition -> condition.get("message").toString())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        operator.close();
        eye.close();
        operated.sandbox().loopback().release(podIp);
    }

    private Stream<Map<?, ?>> conditions(String kind, String resource, String type) {
        GenericKubernetesResource found = resource(kind, resource);
        Object conditions = found == null ? null : found.get("status", "conditions");
        return conditions instanceof List<?> list
                ? list.stream()
                        .<Map<?, ?>>map(condition -> (Map<?, ?>) condition)
                        .filter(condition -> condition.get("type").equals(type))
                : Stream.of();
    }

    /** Of everything that the operator writes. */
    private Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.concat(
                Stream.of(Deployment.class, Service.class, ConfigMap.class, Job.class).flatMap(this::all),
                Stream.of("NotificationPipeline", "Channel", "ReplayJob").flatMap(kind -> resources(kind).stream()))
                .forEach(object -> versions.put(object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        return versions;
    }

    private Stream<? extends HasMetadata> all(Class<? extends HasMetadata> kind) {
        return client.resources(kind).inNamespace(name).list().getItems().stream();
    }

    private static ResourceDefinitionContext context(String kind) {
        return new ResourceDefinitionContext.Builder().withGroup("herald.dev")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                .withNamespaced(true)
                .build();
    }
}
