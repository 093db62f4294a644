package dev.herald.worker.ingest;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.DeliveryPolicy.BackoffPolicy;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LiveSettings.ChannelSettings;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.http.HttpServer;
import dev.herald.worker.provider.Credentials;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ingest over a log in memory, for channels email and hooks, with messages of at most 20,000 bytes. */
final class Door implements AutoCloseable {
    static final int LIMIT = 20_000;
    static final String STRUCTURED = "application/cloudevents+json";

    final FakeEventLog eventLog = new FakeEventLog();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final MemoryBudget memory = new MemoryBudget(LIMIT);
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile String format = "json-v1";

    Door(Credentials tokens) {
        var log = new LogConfig(LogConfig.Management.Create, 1, LIMIT, 1, 1, Duration.ofHours(168),
                LogConfig.Policy.Warn);
        var endpoint = new IngestEndpoint(LIMIT, new BearerTokens(tokens), memory, new Intake(log), eventLog,
                this::live, InstantSource.system(), metrics);
        server = new HttpServer(new InetSocketAddress("127.0.0.1", 0), metrics, Optional::empty,
                Map.of("/", endpoint, "/events", endpoint, "/format",
                        HttpServer.reading(new PinnedFormat(this::live))));
        server.start();
    }

    void pin(String key) {
        format = key;
    }

    private LiveSettings live() {
        return new LiveSettings(false, format,
                new DeliveryPolicy(8, BackoffPolicy.Exponential, Duration.ofSeconds(5), Duration.ofHours(1),
                        Duration.ofHours(72)),
                Map.of("email", channel("email", ChannelType.Email, OnUnknown.Resend), "hooks",
                        channel("hooks", ChannelType.Webhook, OnUnknown.Park)),
                Duration.ofMinutes(3), List.of(), Optional.empty(), Map.of(), Optional.empty());
    }

    private static ChannelSettings channel(String name, ChannelType type, OnUnknown onUnknown) {
        return new ChannelSettings(name, type, false, onUnknown, Optional.empty(), Optional.empty(), 25,
                Optional.empty());
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/");
    }

    /** An event in binary mode that lacks its data. */
    HttpRequest.Builder binary() {
        return HttpRequest.newBuilder(uri())
                .header("ce-specversion", "1.0")
                .header("ce-id", "17")
                .header("ce-source", "/shop")
                .header("ce-type", "order.paid");
    }

    HttpResponse<String> post(String contentType, byte[] message) throws Exception {
        return send(binary().header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(message)).build());
    }

    HttpResponse<String> structured(String body) throws Exception {
        return send(HttpRequest.newBuilder(uri())
                .header("Content-Type", STRUCTURED)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
