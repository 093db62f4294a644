package dev.herald.e2e.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.herald.api.v1alpha1.Channel;
import dev.herald.api.v1alpha1.NotificationPipeline;
import dev.herald.api.v1alpha1.ReplayJob;
import dev.herald.e2e.broker.KafkaBroker;
import dev.herald.e2e.local.Image;
import dev.herald.e2e.local.LocalCluster;
import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import dev.herald.e2e.sink.Deliveries;
import dev.herald.e2e.sink.SmtpSink;
import dev.herald.e2e.sink.WebhookSink;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A whole Herald on this machine: an API server, local controllers, Kafka, a mail sink, a webhook sink and the operator. Pods find the broker and
 * the sinks by the names {@code kafka}, {@code mail} and {@code hooks}, as they would find Services.
 */
public final class Playground implements AutoCloseable {
    /** Where everything of the examples goes. */
    public static final String NAMESPACE = "default";

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
    private Child operator;

    private Playground(Sandbox sandbox, Path root, ApiServerChoice choice, InstantSource clock) throws IOException {
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
        this.hooks = opened(new WebhookSink("hooks", hooksAddress, HOOKS_PORT, deliveries, clock));
        var hosts = hosts(Map.of("kafka", broker.host(), "mail", mailAddress.getHostAddress(), "hooks",
                hooksAddress.getHostAddress()));
        var worker = image("worker", "dev.herald.worker.Worker", List.of("-Xmx160m", "-Djdk.net.hosts.file=" + hosts));
        opened(new LocalCluster(client, sandbox, Map.of(WORKER_IMAGE, worker),
                OWNERS,
                clock));
        startOperator();
        broker.awaitReady();
    }

    /**
     * Starts everything; what had been started is ended again when something fails.
     *
     * @param root of Herald's tree, built
     */
    public static Playground open(Sandbox sandbox, Path root, ApiServerChoice choice, InstantSource clock)
            throws IOException {
        return new Playground(sandbox, root, choice, clock);
    }

    /** For everything that kubectl could do. */
    public KubernetesClient client() {
        return client;
    }

    /** What came in at the sinks. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** The mail sink. */
    public SmtpSink mail() {
        return mail;
    }

    /** The webhook sink. */
    public WebhookSink hooks() {
        return hooks;
    }

    /** The broker. */
    public KafkaBroker broker() {
        return broker;
    }

    /** The operator's process. */
    public Child operator() {
        return operator;
    }

    ApiServerChoice.Running api() {
        return api;
    }

    /** What every process of this playground printed. */
    public Path logs() {
        return sandbox.folder("logs");
    }

    /** Starts the operator, again when its process has ended. */
    public void startOperator() {
        var address = sandbox.loopback().take().getHostAddress();
        var image = image("operator", "dev.herald.operator.Operator", List.of("-Xmx160m"));
        var environment = Map.of("KUBECONFIG", api.kubeconfig().toString(), "POD_IP", address, "WORKER_IMAGE",
                WORKER_IMAGE);
        operator = sandbox.start(
                new Launch(image.command(sandbox.folder("tmp"), List.of()), environment, sandbox.folder(),
                        logs().resolve("operator.log")));
    }

    /**
     * Applies every manifest of a folder, in the order of their names.
     *
     * @return what was applied
     */
    public List<HasMetadata> apply(Path folder) throws IOException {
        var applied = new ArrayList<HasMetadata>();
        for (var file : yaml(folder)) {
            try (InputStream in = Files.newInputStream(file)) {
                for (var object : client.load(in).items()) {
                    applied.add(client.resource(object)
                            .inNamespace(NAMESPACE)
                            .fieldManager("quickstart")
                            .forceConflicts()
                            .serverSideApply());
                }
            }
        }
        return applied;
    }

    /** The CRDs of the tree. */
    private List<CustomResourceDefinition> definitions() throws IOException {
        return yaml(root.resolve("crds")).stream()
                .map(file -> Serialization.unmarshal(read(file), CustomResourceDefinition.class))
                .toList();
    }

    private void register(List<CustomResourceDefinition> definitions) {
        if (!api.validates()) {
            return;
        }
        definitions.forEach(definition -> client.resource(definition).create());
        definitions.forEach(definition -> client.resource(definition)
                .waitUntilCondition(is -> is != null && is.getStatus() != null && is.getStatus()
                        .getConditions()
                        .stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True")),
                        30,
                        TimeUnit.SECONDS));
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

    private static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
