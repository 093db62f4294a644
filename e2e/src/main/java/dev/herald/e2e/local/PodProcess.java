package dev.herald.e2e.local;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * One pod of one container as a process. All that happens to it comes as a signal to one thread, so that nothing here needs a lock.
 */
final class PodProcess {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final long DEFAULT_GRACE = 30;

    /** What may happen to a pod. */
    private sealed interface Signal {
        record Start() implements Signal {}

        record SourcesChanged() implements Signal {}

        record Ready(int run, boolean ready) implements Signal {}

        record Exited(int run, int code) implements Signal {}

        record End(Duration grace) implements Signal {}

        record GraceOver() implements Signal {}

        record Abandon() implements Signal {}
    }

    private final Logger log = LoggerFactory.getLogger(PodProcess.class);
    private final Pod pod;
    private final Container container;
    private final ContainerCommand command;
    private final Sandbox sandbox;
    private final Volumes volumes;
    private final Path logFile;
    private final InetAddress address;
    private final HttpClient http;
    private final InstantSource clock;
    private final PodReport report;
    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private Child process;
    private ReadinessProbe probe;
    private int runs;
    private String startedAt;
    private long startedNanos;
    private int quickFailures;
    private boolean ready;
    private boolean leaving;
    private boolean finished;

    /**
     * @param address its own
     * @param log takes what it prints
     */
    PodProcess(Pod pod, Image image, Sandbox sandbox, InetAddress address, Path log, Volumes volumes, HttpClient http,
            InstantSource clock,
            PodReport report) {
        this.pod = pod;
        this.container = pod.getSpec().getContainers().getFirst();
        this.command = new ContainerCommand(pod, image, volumes, address.getHostAddress());
        this.sandbox = sandbox;
        this.address = address;
        this.logFile = log;
        this.volumes = volumes;
        this.http = http;
        this.clock = clock;
        this.report = report;
        signals.add(new Signal.Start());
        Thread.ofVirtual().name("pod " + pod.getMetadata().getName()).start(this::live);
    }

    /** A ConfigMap or Secret has changed. */
    void sourcesChanged() {
        signals.add(new Signal.SourcesChanged());
    }

    /** The pod is to go: SIGTERM, and SIGKILL after the grace. */
    void end(Duration grace) {
        signals.add(new Signal.End(grace));
    }

    /** Nobody looks after this pod any more: the process is killed at once, and nothing is reported. */
    void abandon() {
        signals.add(new Signal.Abandon());
    }

    /** Completes when the process has ended for good: true when that was asked for by {@link #end}, so that the pod can be taken out. */
    CompletableFuture<Boolean> ended() {
        return ended;
    }

    private void live() {
        try {
            while (!ended.isDone()) {
                try {
                    handle(signals.take());
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("pod", pod.getMetadata().getName())
                            .setCause(e)
                            .log("this pod cannot run");
                    finished = true;
                    report.failed(String.valueOf(e.getMessage()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopProbe();
            if (process != null) {
                process.kill();
            }
            ended.complete(false);
        }
    }

    private void handle(Signal signal) {
        switch (signal) {
            case Signal.Start() -> start();
            case Signal.SourcesChanged() -> {
                if (process != null || finished) {
                    volumes.refresh();
                } else if (runs == 0) {
                    start();
                }
            }
            case Signal.Ready(var run, var is) when run == runs && !leaving -> {
                ready = is;
                report.running(ready, runs - 1, startedAt);
            }
            case Signal.Exited(var run, var code) when run == runs -> exited(code);
            case Signal.End(var grace) -> leave(grace);
            case Signal.GraceOver() -> process.kill();
            case Signal.Abandon() -> ended.complete(false);
            case Signal.Ready _,Signal.Exited _ -> log.atTrace().log("of an earlier run");
        }
    }

    private void start() {
        if (leaving || finished || process != null) {
            return;
        }
        var missing = volumes.refresh();
        if (!missing.isEmpty()) {
            report.waiting("ContainerCreating", "waits for " + String.join(", ", missing), Math.max(0, runs - 1), null);
            return;
        }
        int run = ++runs;
        ready = false;
        startedAt = now();
        startedNanos = System.nanoTime();
        process = sandbox.start(
                new Launch(command.line(sandbox.folder("tmp")), command.environment(), command.folder(), logFile));
        process.exit().thenAccept(code -> signals.add(new Signal.Exited(run, code)));
        report.running(false, run - 1, startedAt);
        probe = ReadinessProbe.start(http, container, address.getHostAddress(),
                is -> signals.add(new Signal.Ready(run, is)));
    }

    private void exited(int code) {
        stopProbe();
        process = null;
        ready = false;
        var state = terminated(code);
        var policy = Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always");
        if (leaving) {
            report.terminated(state, code, runs - 1);
            ended.complete(true);
        } else if (policy.equals("Never") || policy.equals("OnFailure") && code == 0) {
            finished = true;
            report.terminated(state, code, runs - 1);
        } else {
            restart(state);
        }
    }

    private void restart(ContainerState last) {
        boolean steady = System.nanoTime() - startedNanos > STEADY.toNanos();
        quickFailures = steady ? 0 : quickFailures + 1;
        var backoff = steady ? Duration.ZERO : FIRST_BACKOFF.multipliedBy(1L << Math.min(quickFailures - 1, 10));
        var delay = backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF;
        report.waiting("CrashLoopBackOff", "starts again in " + delay.toMillis() + " ms", runs, last);
        after(delay, new Signal.Start());
    }

    private void leave(Duration grace) {
        if (leaving) {
            return;
        }
        leaving = true;
        stopProbe();
        if (process == null) {
            ended.complete(true);
            return;
        }
        report.running(false, runs - 1, startedAt);
        process.terminate();
        after(grace, new Signal.GraceOver());
    }

    private void after(Duration delay, Signal signal) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(() -> signals.add(signal));
    }

    private void stopProbe() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
    }

    /** How long a pod may take to end. */
    static Duration grace(Pod pod) {
        var metadata = pod.getMetadata().getDeletionGracePeriodSeconds();
        var spec = pod.getSpec().getTerminationGracePeriodSeconds();
        return Duration.ofSeconds(metadata != null ? metadata : spec != null ? spec : DEFAULT_GRACE);
    }

    private ContainerState terminated(int code) {
        return new ContainerStateBuilder().withNewTerminated()
                .withExitCode(code)
                .withReason(code == 0 ? "Completed" : "Error")
                .withStartedAt(startedAt)
                .withFinishedAt(now())
                .endTerminated()
                .build();
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
