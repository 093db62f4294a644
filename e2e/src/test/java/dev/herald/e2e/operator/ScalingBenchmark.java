package dev.herald.e2e.operator;

import static dev.herald.e2e.process.Patience.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code bin/bench scaling [STEPS]}: how long it takes from a status worker that says a backlog to a watch that shows the Deployment's new
 * replicas, with the operator beside a real API server. Each step is a channel of its own, from 2 replicas to 12, and begins just after a report
 * was read, so that it waits the longest for the next.
 */
final class ScalingBenchmark {
    private static final int STEPS = 60;
    private static final int BEFORE = 2;
    private static final int AFTER = 12;
    private static final Duration GOAL = Duration.ofSeconds(5);
    private static final long PATIENCE_SECONDS = 60;
    private static final String IDLE = ScaledPipeline.figures(BEFORE, 0, 0, 0);
    /** Each of the two completes 20 a second: twelve of them are done within five minutes, six are not. */
    private static final String BUSY = ScaledPipeline.figures(BEFORE, 40, 40, 60_000);

    private final KubernetesClient client;
    private final ScaledPipeline pipeline;
    private final String namespace;

    private ScalingBenchmark(KubernetesClient client, ScaledPipeline pipeline) {
        this.client = client;
        this.pipeline = pipeline;
        this.namespace = pipeline.namespace().name();
    }

    /** Ends with 0 whatever is measured: how long it takes is the machine's, too. */
    public static void main(String[] arguments) throws Exception {
        int steps = arguments.length == 0 ? STEPS : Integer.parseInt(arguments[0]);
        try (OperatedCluster operated = OperatedCluster.start("scaling-benchmark");
                ScaledPipeline pipeline = ScaledPipeline.start(operated)) {
            ScalingBenchmark benchmark = new ScalingBenchmark(operated.cluster().client(), pipeline);
            benchmark.begin();
            benchmark.tell(benchmark.run(steps));
        }
    }

    /** Until the operator reads reports. */
    private void begin() {
        pipeline.measure("step-0", IDLE);
        await("a report is read").until(() -> {
            pipeline.namespace().pods().settle();
            return pipeline.isHeard();
        });
    }

    private List<Duration> run(int steps) throws Exception {
        List<Duration> taken = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            taken.add(step("step-" + step));
        }
        return taken.stream().sorted().toList();
    }

    private Duration step(String channel) throws Exception {
        pipeline.measure(channel, IDLE);
        CompletableFuture<?> idle = shown(channel, BEFORE);
        pipeline.addChannel(channel, "{minReplicas: %d}".formatted(BEFORE));
        idle.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        await("idle figures are read").until(pipeline::isHeard);
        CompletableFuture<Long> busy = shown(channel, AFTER);
        long begin = System.nanoTime();
        pipeline.measure(channel, BUSY);
        Duration taken = Duration.ofNanos(busy.get(PATIENCE_SECONDS, TimeUnit.SECONDS) - begin);
        client.genericKubernetesResources("herald.dev/v1alpha1", "Channel")
                .inNamespace(namespace)
                .withName(channel)
                .delete();
        deployments(channel).delete();
        return taken;
    }

    /** When the channel's Deployment is seen to ask for so many, by {@link System#nanoTime}. */
    private CompletableFuture<Long> shown(String channel, int replicas) {
        return deployments(channel)
                .informOnCondition(found -> found.stream().anyMatch(it -> it.getSpec().getReplicas() == replicas))
                .thenApply(_ -> System.nanoTime());
    }

    private FilterWatchListDeletable<Deployment, DeploymentList, RollableScalableResource<Deployment>> deployments(
            String channel) {
        return client.apps().deployments().inNamespace(namespace).withLabel("herald.dev/channel", channel);
    }

    private void tell(List<Duration> taken) {
        System.out.printf(Locale.ROOT,
                "%d steps from %d to %d replicas: p50 %s, p95 %s, max %s (goal: p95 at most %s)%n",
                taken.size(), BEFORE, AFTER, seconds(percentile(taken, 50)), seconds(percentile(taken, 95)),
                seconds(taken.getLast()), seconds(GOAL));
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
    }

    private static String seconds(Duration exact) {
        return String.format(Locale.ROOT, "%.2f s", exact.toMillis() / 1000.0);
    }
}
