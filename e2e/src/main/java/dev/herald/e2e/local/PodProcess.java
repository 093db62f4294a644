package dev.herald.e2e.local;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * One pod: its containers as processes at its one address, with its volumes between them. All that happens to it comes to one thread, so that
 * nothing here needs a lock.
 */
final class PodProcess {
    private static final long DEFAULT_GRACE = 30;

    private final Logger log = LoggerFactory.getLogger(PodProcess.class);
    private final Pod pod;
    private final List<ContainerProcess> containers;
    private final Volumes volumes;
    private final PodReport report;
    private final LinkedBlockingQueue<Runnable> happenings = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private boolean leaving;

    /**
     * @param images by the names that containers know them by
     * @param address its own
     * @param log takes what a container prints
     */
    PodProcess(Pod pod, Map<String, Image> images, Sandbox sandbox, InetAddress address,
            Function<Container, Path> log, Volumes volumes, HttpClient http, InstantSource clock, PodReport report) {
        this.pod = pod;
        this.volumes = volumes;
        this.report = report;
        var around = new ContainerProcess.Surroundings(pod, sandbox, address, volumes, http, clock, report,
                happenings::add, this::finish);
        this.containers = pod.getSpec()
                .getContainers()
                .stream()
                .map(container -> new ContainerProcess(around, container, images.get(container.getImage()),
                        log.apply(container)))
                .toList();
        happenings.add(() -> containers.forEach(ContainerProcess::start));
        Thread.ofVirtual().name("pod " + pod.getMetadata().getName()).start(this::live);
    }

    /** A ConfigMap or Secret has changed. */
    void sourcesChanged() {
        happenings.add(this::refresh);
    }

    /** The pod is to go: SIGTERM, and SIGKILL after the grace. */
    void end(Duration grace) {
        happenings.add(() -> leave(grace));
    }

    /** Its processes stand still until {@link #resume()}, as on a node that gives them no time. */
    void pause() {
        happenings.add(() -> containers.forEach(ContainerProcess::pause));
    }

    /** They go on after {@link #pause()}. */
    void resume() {
        happenings.add(() -> containers.forEach(ContainerProcess::resume));
    }

    /** Nobody looks after this pod any more: its processes are killed at once, and nothing is reported. */
    void abandon() {
        happenings.add(() -> ended.complete(false));
    }

    /** Completes when all processes have ended for good: true when that was asked for by {@link #end}, so that the pod can be taken out. */
    CompletableFuture<Boolean> ended() {
        return ended;
    }

    private void live() {
        try {
            while (!ended.isDone()) {
                var happening = happenings.take();
                try {
                    happening.run();
                } catch (RuntimeException e) {
                    fail(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            containers.forEach(ContainerProcess::kill);
            ended.complete(false);
        }
    }

    private void fail(RuntimeException why) {
        log.atWarn().addKeyValue("pod", pod.getMetadata().getName()).setCause(why).log("this pod cannot run");
        containers.forEach(ContainerProcess::abandon);
        report.failed(String.valueOf(why.getMessage()));
    }

    private void refresh() {
        volumes.refresh();
        containers.stream().filter(ContainerProcess::neverRan).forEach(ContainerProcess::start);
    }

    private void leave(Duration grace) {
        if (leaving) {
            return;
        }
        leaving = true;
        containers.forEach(ContainerProcess::terminate);
        finish();
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS, happenings::add)
                .execute(() -> containers.forEach(ContainerProcess::kill));
    }

    private void finish() {
        if (leaving && containers.stream().allMatch(ContainerProcess::isSettled)) {
            ended.complete(true);
        }
    }

    /** How long a pod may take to end. */
    static Duration grace(Pod pod) {
        var metadata = pod.getMetadata().getDeletionGracePeriodSeconds();
        var spec = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(metadata != null ? metadata : spec != null ? spec : DEFAULT_GRACE);
    }
}
