package dev.herald.e2e.playground;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.e2e.broker.KafkaBroker;
import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.broker.TopicReader;
import dev.herald.e2e.broker.TopicSettings;
import dev.herald.e2e.bulk.Bulk;
import dev.herald.e2e.bulk.LocalBulk;
import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.fault.WorkerBuilds;
import dev.herald.e2e.local.Image;
import dev.herald.e2e.local.LocalCluster;
import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import dev.herald.e2e.shop.HttpShop;
import dev.herald.e2e.shop.Shop;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.SmtpSink;
import dev.herald.e2e.sink.WebhookSink;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.readiness.Readiness;

/**
 * A whole Herald on this machine: an API server, local controllers, Kafka, a mail sink, a webhook sink and the operator. Pods find the broker and
 * the sinks by their names, as they would find Services.
 */
final class LocalPlayground implements Playground {
    private static final String NAMESPACE = "default";

    private static final List<ResourceDefinitionContext> OWNERS = List.of(
            ResourceDefinitionContext.fromResourceType(NotificationPipeline.class),
            ResourceDefinitionContext.fromResourceType(Channel.class),
            ResourceDefinitionContext.fromResourceType(ReplayJob.class));
    private static final String WORKER_IMAGE = "herald-worker";
    private static final int MAIL_PORT = 1025;
    private static final int HOOKS_PORT = 8080;
    private static final List<String> SMALL_JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-Xss512k");

    private final Sandbox sandbox;
    private final Path root;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Deliveries deliveries = new Deliveries();
    private final ApiServerChoice.Running api;
    private final KubernetesClient client;
    private final SmtpSink mail;
    private final WebhookSink hooks;
    private final KafkaBroker broker;
    private final LocalCluster cluster;
    private final InetAddress bulkAddress;
    private final LocalOperator operator;

    private LocalPlayground(Sandbox sandbox, Path root, ApiServerChoice choice, Set<WorkerBuild> builds,
            InstantSource clock) throws IOException {
        this.sandbox = sandbox;
        this.root = root;
        var definitions = definitions();
        // The broker and the API server are processes that take seconds to start: side by side.
        this.broker = opened(KafkaBroker.start(sandbox));
        this.api = choice.start(sandbox, definitions, clock);
        parts.add(api.server());
        this.client = opened(new KubernetesClientBuilder().withConfig(api.config())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build());
        register(definitions);
        var mailAddress = sandbox.loopback().take();
        var hooksAddress = sandbox.loopback().take();
        this.mail = opened(new SmtpSink("email", mailAddress, MAIL_PORT, deliveries, clock));
        this.hooks = opened(new WebhookSink(hooksAddress, HOOKS_PORT, deliveries, clock));
        this.bulkAddress = sandbox.loopback().take();
        var hosts = hosts(Map.of("kafka", broker.host(), "mail", mailAddress.getHostAddress(), "hooks",
                hooksAddress.getHostAddress(), Bulk.HOST, bulkAddress.getHostAddress()));
        this.cluster = opened(new LocalCluster(client, sandbox, workers(hosts, builds), OWNERS, clock));
        this.operator = new LocalOperator(this::startOperator);
        broker.awaitReady();
    }

    /**
     * Starts everything; what had been started is ended again when something fails.
     *
     * @param root of Herald's tree, built
     * @param builds of the worker that there are images of, besides that of the tree
     */
    static LocalPlayground open(Sandbox sandbox, Path root, ApiServerChoice choice, Set<WorkerBuild> builds,
            InstantSource clock) throws IOException {
        return new LocalPlayground(sandbox, root, choice, builds, clock);
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String namespace() {
        return NAMESPACE;
    }

    @Override
    public String parts() {
        return "Kafka, API server (" + api.name() + "), operator, mail sink, webhook sink";
    }

    @Override
    public Deliveries deliveries() {
        return deliveries;
    }

    @Override
    public SmtpSink mail() {
        return mail;
    }

    @Override
    public List<StoredRecord> records(String topic) {
        return new TopicReader(broker.bootstrapServers()).read(topic);
    }

    @Override
    public List<StoredText> texts(String topic) {
        return new TopicReader(broker.bootstrapServers()).texts(topic);
    }

    @Override
    public void configure(String topic, String name, String value) {
        new TopicSettings(broker.bootstrapServers()).set(topic, name, value);
    }

    @Override
    public Bulk bulk(String topic) {
        return opened(new LocalBulk(bulkAddress, broker.bootstrapServers(), topic));
    }

    @Override
    public void killOperator() {
        operator.replace();
    }

    @Override
    public void killBroker() {
        broker.restart();
    }

    @Override
    public String image(WorkerBuild build) {
        return WORKER_IMAGE + ":" + build.key();
    }

    /** A Service would lead to a pod of the ingest that is ready; without nodes it is that pod's own address. */
    @Override
    public Shop shop() {
        var pods = opened(client.pods().inNamespace(NAMESPACE).withLabel("herald.dev/role", "ingest").inform());
        return new HttpShop(() -> pods.getStore()
                .list()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && Readiness.isPodReady(pod))
                .findFirst()
                .map(pod -> URI.create("http://" + pod.getStatus().getPodIP() + ":8080/"))
                .orElseThrow(() -> new IOException("no pod of the ingest is ready")), token());
    }

    /** Its process is stopped where it is: it keeps its port open and does not answer. */
    @Override
    public Silence silenceStatusWorker() {
        var pods = client.pods().inNamespace(NAMESPACE).withLabel("herald.dev/role", "status").list().getItems();
        pods.forEach(cluster::pause);
        return () -> pods.forEach(cluster::resume);
    }

    private String token() {
        var secret = client.secrets().inNamespace(NAMESPACE).withName("orders-ingest").require();
        return secret.getData() != null && secret.getData().containsKey("token")
                ? new String(Base64.getDecoder().decode(secret.getData().get("token"))).strip()
                : secret.getStringData().get("token");
    }

    @Override
    public CompletableFuture<String> broken() {
        return operator.broken();
    }

    @Override
    public List<String> hints() {
        var kubectl = api.kubectl();
        return List.of("export KUBECONFIG=" + api.kubeconfig(),
                kubectl + " get npl,nch,nrj                          how it is",
                kubectl + " get pods,deployments,jobs                what runs; logs lie in " + logFolder(),
                kubectl + " describe npl orders                      conditions and incidents, with reasons",
                kubectl + " patch nch hooks --type=merge -p '{\"spec\":{\"suspend\":true}}'",
                kubectl + " scale nch email --replicas=2",
                kubectl + " apply --server-side " + (api.validates() ? "" : "--validate=false ")
                        + "-f examples/quickstart/pipeline.yaml",
                "kill -9 " + operator.pid() + "                                 the operator; it is started again");
    }

    @Override
    public void tend(Consumer<String> told) throws InterruptedException {
        while (true) {
            operator.awaitEnd();
            operator.start();
            told.accept("operator has ended");
        }
    }

    private Path logFolder() {
        return sandbox.folder("logs");
    }

    private Child startOperator() {
        var address = sandbox.loopback().take().getHostAddress();
        var image = image("operator", "dev.herald.operator.Operator", List.of("-Xmx160m"));
        var environment = Map.of("KUBECONFIG", api.kubeconfig().toString(), "POD_IP", address, "WORKER_IMAGE",
                WORKER_IMAGE);
        return sandbox.start(
                new Launch(image.command(sandbox.folder("tmp"), List.of()), environment, sandbox.folder(),
                        logFolder().resolve("operator.log")));
    }

    /** The CRDs of the tree. */
    private List<CustomResourceDefinition> definitions() throws IOException {
        return Manifests.in(root.resolve("crds")).stream().map(CustomResourceDefinition.class::cast).toList();
    }

    private void register(List<CustomResourceDefinition> definitions) {
        if (!api.validates()) {
            return;
        }
        definitions.forEach(definition -> client.resource(definition).create());
        definitions.forEach(definition -> client.resource(definition)
                .waitUntilCondition(is -> is != null && is.getStatus() != null
                        && Objects.requireNonNullElse(is.getStatus().getConditions(),
                                List.<CustomResourceDefinitionCondition>of())
                                .stream()
                                .anyMatch(condition -> condition.getType().equals("Established")
                                        && condition.getStatus().equals("True")),
                        180,
                        TimeUnit.SECONDS));
    }

    private Map<String, Image> workers(Path hosts, Set<WorkerBuild> builds) {
        var worker = image("worker", "dev.herald.worker.Worker", List.of("-Xmx160m", "-Djdk.net.hosts.file=" + hosts));
        var workers = new HashMap<>(Map.of(WORKER_IMAGE, worker));
        var others = new WorkerBuilds(root);
        builds.forEach(build -> workers.put(image(build),
                worker.in(others.folder(build, sandbox.folder("worker-" + build.key())))));
        return workers;
    }

    private Image image(String module, String main, List<String> options) {
        var folder = root.resolve(module).resolve("target").resolve("image");
        if (!Files.isDirectory(folder.resolve("libs"))) {
            throw new IllegalStateException(module + " has not been built: run ./mvnw -q -DskipTests package");
        }
        var all = new ArrayList<>(SMALL_JVM);
        all.addAll(options);
        return new Image(folder, main, all);
    }

    /** With this file a JVM resolves these names and no others. */
    private Path hosts(Map<String, String> addresses) throws IOException {
        var lines = new ArrayList<String>(List.of("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName()));
        addresses.forEach((name, address) -> lines.add(address + " " + name));
        return Files.write(sandbox.folder().resolve("hosts"), lines);
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.add(part);
        return part;
    }

    /** Ends what runs in this JVM and the operator; the sandbox, which its owner closes, ends the rest. */
    @Override
    public void close() {
        operator.kill();
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
