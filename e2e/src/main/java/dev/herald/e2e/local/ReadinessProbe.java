package dev.herald.e2e.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Probe;

/** Asks a container over HTTP whether it is ready, and tells when the answer changes. */
final class ReadinessProbe implements AutoCloseable {
    /** Until the first success it is asked more often than any container would ask for: a first look should be quick. */
    private static final Duration WHILE_STARTING = Duration.ofMillis(100);

    private final HttpClient client;
    private final HttpRequest request;
    private final Duration period;
    private final int failureThreshold;
    private final Consumer<Boolean> changed;
    private final Thread thread;
    private boolean ready;
    private int failures;

    private ReadinessProbe(HttpClient client, Container container, String address, Consumer<Boolean> changed) {
        var probe = container.getReadinessProbe();
        var get = probe.getHttpGet();
        var path = Objects.requireNonNullElse(get.getPath(), "/");
        this.client = client;
        this.request = HttpRequest.newBuilder(URI.create("http://" + address + ":" + port(container, probe) + path))
                .timeout(Duration.ofSeconds(Objects.requireNonNullElse(probe.getTimeoutSeconds(), 1)))
                .build();
        this.period = Duration.ofSeconds(Objects.requireNonNullElse(probe.getPeriodSeconds(), 10));
        this.failureThreshold = Objects.requireNonNullElse(probe.getFailureThreshold(), 3);
        this.changed = changed;
        this.thread = Thread.ofVirtual().name("probe " + container.getName()).unstarted(this::run);
    }

    /** Starts asking; null when the container has no probe over HTTP: it is ready when it runs. */
    static ReadinessProbe start(HttpClient client, Container container, String address, Consumer<Boolean> changed) {
        if (container.getReadinessProbe() == null || container.getReadinessProbe().getHttpGet() == null) {
            changed.accept(true);
            return null;
        }
        var probe = new ReadinessProbe(client, container, address, changed);
        probe.thread.start();
        return probe;
    }

    private static int port(Container container, Probe probe) {
        var port = probe.getHttpGet().getPort();
        return port.getIntVal() != null
                ? port.getIntVal()
                : container.getPorts()
                        .stream()
                        .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "readinessProbe.httpGet.port names no port: " + port.getStrVal()));
    }

    private void run() {
        try {
            while (true) {
                note(ask());
                Thread.sleep(ready ? period : WHILE_STARTING);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean ask() throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false;
        }
    }

    private void note(boolean success) {
        failures = success ? 0 : failures + 1;
        boolean now = success || ready && failures < failureThreshold;
        if (now != ready) {
            ready = now;
            changed.accept(now);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
