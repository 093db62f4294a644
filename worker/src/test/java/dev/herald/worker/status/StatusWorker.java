package dev.herald.worker.status;

import static dev.herald.worker.pipeline.Wait.patiently;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.herald.worker.Workplace;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.ReportFormat;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** A status worker over its files, as its pod has them, and one who asks it. */
final class StatusWorker implements AutoCloseable {
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private LiveConfig live;
    private boolean streams;
    private StatusRole role;

    StatusWorker(Path folder) {
        this.folder = folder;
    }

    /** Writes worker.json: one broker, so that nothing is durable, which is to be told and no more. */
    StatusWorker configure(String servers, String name, String management, String policy) throws IOException {
        Files.writeString(folder.resolve("worker.json"), """
                {"v": 1, "namespace": "shop", "pipeline": "%2$s", "revision": "3f9a1c22",
                 "kafka": {"bootstrapServers": ["%1$s"], "topic": "%2$s", "groupPrefix": "%2$s"},
                 "log": {"management": "%3$s", "partitions": 2, "maxMessageSize": 1048576, "replicationFactor": 3,
                         "minInSyncReplicas": 2, "retention": "PT24H", "policy": "%4$s"},
                 "concurrency": 8}
                """.formatted(servers, name, management, policy));
        return channels("email");
    }

    /** Delivery status is published from now on, or no longer. */
    StatusWorker streaming(boolean wanted) throws IOException {
        streams = wanted;
        return channels("email");
    }

    /** Writes live.json, with quick rules. */
    StatusWorker channels(String... keys) throws IOException {
        String channels = Set.of(keys)
                .stream()
                .map(key -> """
                "%s": {"name": "%s", "type": "Email", "suspend": false, "onUnknown": "Resend"}""".formatted(key, key))
                .collect(Collectors.joining(","));
        Path draft = folder.resolve("live.draft");
        Files.writeString(draft, """
                {"v": 1, "suspend": false, "format": "json-v1",
                 "delivery": {"retry": 8, "backoffPolicy": "Exponential", "backoffDelay": "PT5S", "maxBackoff": "PT1H", "timeToLive": "PT12H"},
                 "channels": {%s}, "noDataFor": "PT3M",
                 "rules": [{"name": "failed", "measure": "FailedPercent", "window": "PT1M", "minimumCount": 10, "raise": 5, "clear": 1,
                            "clearFor": "PT3S", "actions": ["Alert", "CreateReplayJob"]},
                           {"name": "undecodable", "measure": "UndecodableCount", "window": "PT1M", "minimumCount": 1, "raise": 0,
                            "clear": 0, "clearFor": "PT3S", "actions": ["Alert"]}],
                 "statusStream": {"enabled": %s, "lagObjective": "PT2S"}}
                """.formatted(channels, streams));
        Files.move(draft, folder.resolve("live.json"), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        return this;
    }

    StatusWorker start() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        live = LiveConfig.open(folder, registry);
        role = new StatusRole(new Workplace(WorkerConfig.read(folder), live,
                new Identity("status-0", "shop", "127.0.0.1", 0), Optional.empty(), registry), InstantSource.system());
        role.start();
        return this;
    }

    void restart() {
        close();
        start();
    }

    HttpResponse<byte[]> get(String path) {
        try {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + role.port() + path)).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String text(String path) {
        return new String(get(path).body(), StandardCharsets.UTF_8);
    }

    Report report() {
        return ReportFormat.decode(get("/report?wait=10").body());
    }

    /** The first report of which this is true. */
    Report await(Predicate<Report> wanted) {
        return patiently().pollInterval(Duration.ofMillis(200)).until(this::report, wanted);
    }

    @Override
    public void close() {
        if (role != null) {
            role.close();
            live.close();
            role = null;
        }
    }
}
