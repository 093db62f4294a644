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
import dev.herald.operator.leader.Election;
import dev.herald.operator.leader.Leadership;
import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.pipeline.PipelinePlanner;
import dev.herald.operator.pipeline.PipelineReconciler;
import dev.herald.operator.replay.ReplayPlanner;
import dev.herald.operator.replay.ReplayReconciler;
import dev.herald.operator.report.ReportReader;
import dev.herald.operator.report.Reports;
import dev.herald.operator.report.StatusWorkerAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator: watches the three resources and brings the cluster to what they ask for, as long as it leads. */
public final class Operator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Operator.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int WRONG_SETTINGS = 64;
    /** EX_TEMPFAIL of sysexits.h: started again, it stands for leadership again. */
    private static final int LOST_LEADERSHIP = 75;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** All is looked at again that often, whatever the watches say. */
    private static final Duration AT_LATEST = Duration.ofMinutes(5);

    private final OperatorMetrics metrics = new OperatorMetrics();
    private final Triggers triggers = new Triggers();
    private final ReportReader reader = new ReportReader(PATIENCE);
    private final KubernetesClient client;
    private final Settings settings;
    private final Leadership leadership;
    private final ClusterCache cache;
    private final Reports reports;
    private final io.javaoperatorsdk.operator.Operator controllers;
    private final HealthServer health;
    private volatile boolean watching;

    /**
     * An operator that leads, and does nothing until it is started, but answers for its health.
     *
     * @param client
     *            stays the caller's
     * @throws IOException
     *             if it cannot listen on its port
     */
    public Operator(KubernetesClient client, Settings settings) throws IOException {
        this(client, settings, Leadership.alone());
    }

    /**
     * The same, of one that writes nothing unless it leads.
     *
     * @param leadership
     *            stays the caller's
     */
    public Operator(KubernetesClient client, Settings settings, Leadership leadership) throws IOException {
        this.client = client;
        this.settings = settings;
        this.leadership = leadership;
        metrics.leader(leadership::held);
        Ripples ripples = new Ripples(triggers);
        this.cache = new ClusterCache(client, settings.namespaces(), ripples::from);
        metrics.resources(cache::resources);
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

    /** Runs until the process is told to end, or has led and leads no more. */
    public static void main(String[] arguments) throws Exception {
        Settings settings = settings();
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> finished = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> finish(told, finished), "stop"));
        // Closed in the opposite order: what is under way is finished before leadership is given up.
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                Leadership leadership = leadership(settings);
                Operator operator = new Operator(client, settings, leadership)) {
            operator.watch();
            leadership.seek();
            CompletableFuture.anyOf(told, leadership.gained()).join();
            if (!told.isDone()) {
                operator.reconcile();
            }
            told.join();
        } catch (Exception failed) {
            finished.completeExceptionally(failed);
            throw failed;
        }
        finished.complete(null);
    }

    /**
     * Fills the caches and begins to reconcile.
     *
     * @throws TimeoutException
     *             if the caches cannot be filled: the resources are not installed, or the operator may not watch them
     */
    public void start() throws InterruptedException, TimeoutException {
        watch();
        reconcile();
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

    /** Where it answers for its health. */
    public int port() {
        return health.port();
    }

    /** All that a standby does: the next leader need not fill its caches first. */
    private void watch() throws InterruptedException, TimeoutException {
        cache.start(START);
        watching = true;
        log.atInfo()
                .addKeyValue("namespaces", settings.namespaces().isEmpty() ? "all" : settings.namespaces())
                .addKeyValue("workerImage", settings.workerImage())
                .addKeyValue("port", health.port())
                .log("started");
    }

    private void reconcile() {
        controllers.start();
        log.atInfo().log("reconciles");
    }

    /** Before each write: a run may have been cut off for any time, after leadership was seen. */
    private void permit(String verb, String kind) {
        if (!leadership.held()) {
            throw new IllegalStateException("leads no more: %s of a %s is not written".formatted(verb, kind));
        }
        metrics.before(verb, kind);
    }

    private void register() {
        Surroundings around = new Surroundings(cache, reports, new Executor(client, this::permit),
                InstantSource.system(), metrics);
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
        if (!watching) {
            return List.of("the caches are being filled");
        }
        return Stream.concat(cache.unwatched().stream().map(kind -> "no watch of " + kind + " at this moment"),
                leadership.obstacle().stream()).toList();
    }

    private static Leadership leadership(Settings settings) {
        return settings.candidacy()
                .<Leadership>map(candidacy -> Election.by(Config.autoConfigure(null), candidacy,
                        // Not exit, which would let others finish: a client's own tries go on for a minute and more.
                        () -> Runtime.getRuntime().halt(LOST_LEADERSHIP)))
                .orElseGet(Leadership::alone);
    }

    /** A signal would end the process with 143, which looks like a failure to Kubernetes. */
    private static void finish(CompletableFuture<Void> told, CompletableFuture<Void> finished) {
        told.complete(null);
        try {
            finished.get(STOP.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().halt(0);
        } catch (InterruptedException | ExecutionException | TimeoutException unfinished) {
            log.atWarn().log("ends before it has finished");
        }
    }

    private static Settings settings() {
        try {
            return Settings.from(System.getenv());
        } catch (IllegalArgumentException wrong) {
            log.atError().log(wrong.getMessage());
            System.exit(WRONG_SETTINGS);
            throw wrong;
        }
    }
}
