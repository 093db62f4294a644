package dev.herald.e2e.local;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import dev.herald.e2e.process.Child;
import dev.herald.e2e.process.Launch;
import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;

/** One container of a pod as a process, started again as the pod's restartPolicy wants it. Everything here runs on the pod's one thread. */
final class ContainerProcess {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofSeconds(30);

    /**
     * What the containers of a pod have in common.
     *
     * @param address of the pod
     * @param thread runs what happens later
     * @param settled told that a container has ended and is not started again
     */
    record Surroundings(Pod pod, Sandbox sandbox, InetAddress address, Volumes volumes, HttpClient http,
            InstantSource clock, PodReport report, Executor thread, Runnable settled) {}

    private final Surroundings around;
    private final Container container;
    private final ContainerCommand command;
    private final Path log;

    private Child process;
    private ReadinessProbe probe;
    private int runs;
    private String startedAt;
    private long startedNanos;
    private int quickFailures;
    private boolean leaving;
    private boolean settled;

    /**
     * @param log takes what it prints
     */
    ContainerProcess(Surroundings around, Container container, Image image, Path log) {
        this.around = around;
        this.container = container;
        this.command = new ContainerCommand(around.pod(), container, image, around.volumes(),
                around.address().getHostAddress());
        this.log = log;
    }

    /** Whether it waits for a volume since the beginning. */
    boolean neverRan() {
        return runs == 0;
    }

    /** Whether it has ended and is not started again. */
    boolean isSettled() {
        return settled;
    }

    /** Starts it once all its volumes are there. */
    void start() {
        if (leaving || settled || process != null) {
            return;
        }
        var missing = around.volumes().refresh();
        if (!missing.isEmpty()) {
            around.report()
                    .waiting(container, "ContainerCreating", "waits for " + String.join(", ", missing),
                            Math.max(0, runs - 1), null);
            return;
        }
        int run = ++runs;
        startedAt = now();
        startedNanos = System.nanoTime();
        process = around.sandbox()
                .start(new Launch(command.line(around.sandbox().folder("tmp")), command.environment(),
                        command.folder(), log));
        process.exit().thenAccept(code -> around.thread().execute(() -> exited(run, code)));
        around.report().running(container, false, run - 1, startedAt);
        probe = ReadinessProbe.start(around.http(), container, around.address().getHostAddress(),
                is -> around.thread().execute(() -> ready(run, is)));
    }

    /** SIGTERM; it is not started again. */
    void terminate() {
        leaving = true;
        stopProbe();
        if (process == null) {
            settled = true;
            return;
        }
        around.report().running(container, false, runs - 1, startedAt);
        process.terminate();
    }

    /** Kills it, and does not look after it any more: the pod cannot run. */
    void abandon() {
        settled = true;
        kill();
        process = null;
        runs++;
    }

    /** SIGKILL. */
    void kill() {
        stopProbe();
        if (process != null) {
            process.kill();
        }
    }

    /** Stops it where it is; nobody is told. */
    void pause() {
        if (process != null) {
            process.pause();
        }
    }

    /** Lets it go on. */
    void resume() {
        if (process != null) {
            process.resume();
        }
    }

    private void ready(int run, boolean is) {
        if (run == runs && process != null && !leaving) {
            around.report().running(container, is, runs - 1, startedAt);
        }
    }

    private void exited(int run, int code) {
        if (run != runs) {
            return;
        }
        stopProbe();
        process = null;
        var state = terminated(code);
        var policy = Objects.requireNonNullElse(around.pod().getSpec().getRestartPolicy(), "Always");
        if (leaving || policy.equals("Never") || policy.equals("OnFailure") && code == 0) {
            settled = true;
            around.report().terminated(container, state, runs - 1);
            around.settled().run();
        } else {
            restart(state);
        }
    }

    private void restart(ContainerState last) {
        boolean steady = System.nanoTime() - startedNanos > STEADY.toNanos();
        quickFailures = steady ? 0 : quickFailures + 1;
        var backoff = steady ? Duration.ZERO : FIRST_BACKOFF.multipliedBy(1L << Math.min(quickFailures - 1, 10));
        var delay = backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff : LONGEST_BACKOFF;
        around.report()
                .waiting(container, "CrashLoopBackOff", "starts again in " + delay.toMillis() + " ms", runs, last);
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, around.thread())
                .execute(this::start);
    }

    private void stopProbe() {
        if (probe != null) {
            probe.close();
            probe = null;
        }
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
        return around.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
