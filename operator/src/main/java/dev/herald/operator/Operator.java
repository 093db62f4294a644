package dev.herald.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.channel.ChannelPlanner;
import dev.herald.operator.channel.ChannelReconciler;
import dev.herald.operator.cluster.ClusterCache;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Executor;
import dev.herald.operator.cluster.Ripples;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Triggers;
import dev.herald.operator.health.HealthServer;
import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.pipeline.PipelinePlanner;
import dev.herald.operator.pipeline.PipelineReconciler;
import dev.herald.operator.replay.ReplayPlanner;
import dev.herald.operator.replay.ReplayReconciler;
import dev.herald.operator.report.ReportReader;
import dev.herald.operator.report.Reports;
import dev.herald.operator.report.StatusWorkerAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator: watches the three resources and brings the cluster to what they ask for. */
public final class Operator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operator.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** All is looked at again that often, whatever the watches say. */
    private static final Duration AT_LATEST = Duration.ofMinutes(5);

    private final OperatorMetrics metrics = new OperatorMetrics();
    private final Triggers triggers = new Triggers();
    private final ReportReader reader = new ReportReader(PATIENCE);
    private final KubernetesClient client;
    private final Settings settings;
    private final ClusterCache cache;
    private final Reports reports;
    private final io.javaoperatorsdk.operator.Operator controllers;
    private final HealthServer health;

    /**
     * An operator that does nothing until it is started, but answers for its health.
     *
     * @param client
     *            stays the caller's
     * @throws IOException
     *             if it cannot listen on its port
     */
    public Operator(KubernetesClient client, Settings settings) throws IOException {
        this.client = client;
        this.settings = settings;
        Ripples ripples = new Ripples(triggers);
        this.cache = new ClusterCache(client, settings.namespaces(), ripples::from);
        this.reports = new Reports(reader,
                (namespace, pipeline) -> StatusWorkerAddress.of(cache.made(Pod.class, namespace, pipeline)),
                (namespace, pipeline) -> cache.pipeline(namespace, pipeline).isPresent(),
                (namespace, pipeline) -> triggers.family(cache, namespace, pipeline), System::nanoTime);
        this.controllers = new io.javaoperatorsdk.operator.Operator(service -> service.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withReconciliationTerminationTimeout(STOP));
        register();
        this.health = new HealthServer(
                settings.host()
                        .map(host -> new InetSocketAddress(host, settings.port()))
                        .orElse(new InetSocketAddress(settings.port())),
                this::obstacles, metrics::scrape);
    }

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = settings();
        CountDownLatch stopped = new CountDownLatch(1);
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                Operator operator = new Operator(client, settings)) {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stopped.countDown();
                try {
                    main.join(STOP.plusSeconds(5));
                } catch (InterruptedException atOnce) {
                    Thread.currentThread().interrupt();
                }
            }, "stop"));
            operator.start();
            stopped.await();
        }
    }

    /**
     * Fills the caches, then begins to reconcile.
     *
     * @throws TimeoutException
     *             if the caches cannot be filled: the resources are not installed, or the operator may not watch them
     */
    public void start() throws InterruptedException, TimeoutException {
        cache.start(START);
        controllers.start();
        log.atInfo()
                .addKeyValue("namespaces", settings.namespaces().isEmpty() ? "all" : settings.namespaces())
                .addKeyValue("workerImage", settings.workerImage())
                .addKeyValue("port", health.port())
                .log("started");
    }

    /** Where it answers for its health. */
    public int port() {
        return health.port();
    }

    @Override
    public void close() {
        reports.close();
        controllers.stop();
        cache.close();
        reader.close();
        health.close();
        metrics.close();
        log.atInfo().log("stopped");
    }

    private void register() {
        Surroundings around = new Surroundings(cache, reports, new Executor(client, metrics), InstantSource.system(),
                metrics);
        String image = settings.workerImage();
        register(new PipelineReconciler(around, new PipelinePlanner(image), triggers.pipelines()), "pipeline");
        register(new ChannelReconciler(around, new ChannelPlanner(image), triggers.channels()), "channel");
        register(new ReplayReconciler(around, new ReplayPlanner(image), triggers.replayJobs()), "replay");
    }

    private <P extends CustomResource<JsonNode, JsonNode>> void register(Controller<P> controller, String name) {
        // It gives up after five tries unless told otherwise, and looks again only after ten hours.
        GenericRetry forEver = new GenericRetry().setInitialInterval(500)
                .setIntervalMultiplier(2)
                .setMaxInterval(Duration.ofMinutes(1).toMillis())
                .withoutMaxAttempts();
        controllers.register(controller, configuration -> {
            configuration.withName(name).withRetry(forEver).withReconciliationMaxInterval(AT_LATEST);
            // Otherwise a resource that vanishes at the wrong moment is never reconciled again under its name (the SDK's issue 3416).
            configuration.withTriggerReconcilerOnAllEvents(true);
            if (!settings.namespaces().isEmpty()) {
                configuration.settingNamespaces(settings.namespaces());
            }
        });
    }

    private List<String> obstacles() {
        if (!controllers.getRuntimeInfo().isStarted()) {
            return List.of("the caches are being filled");
        }
        return cache.unwatched().stream().map(kind -> "no watch of " + kind + " at this moment").toList();
    }

    private static Settings settings() {
        try {
            return Settings.from(System.getenv());
        } catch (IllegalArgumentException wrong) {
            log.atError().log(wrong.getMessage());
            System.exit(64);
            throw wrong;
        }
    }
}
