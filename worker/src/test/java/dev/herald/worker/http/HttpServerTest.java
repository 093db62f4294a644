package dev.herald.worker.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.kafka.Patience;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final int LIMIT = 1_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private volatile Optional<String> complaint = Optional.of("the log is away");
    private HttpServer server;

    @BeforeEach
    void start() {
        server = new HttpServer(new InetSocketAddress("127.0.0.1", 0), metrics, () -> complaint,
                Map.of("/size", HttpServerTest::size, "/hello",
                        HttpServer.reading(() -> Answer.text(200, "hello")), "/slow", this::slow, "/defect", _ -> {
                            throw new IllegalStateException("as the test wants it");
                        }));
        server.start();
    }

    private static Answer size(Incoming request) throws java.io.IOException {
        try {
            return Answer.text(200, request.body(LIMIT).length + " " + request.query("q").orElse("-") + " "
                    + request.header("X-ONE").orElse("-"));
        } catch (Incoming.BodyTooLargeException e) {
            return Answer.text(413, "too large");
        }
    }

    private Answer slow(Incoming request) {
        asked.countDown();
        try {
            mayAnswer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.text(200, "at last");
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void livenessReadinessAndMetricsAreThereForEveryRole() throws Exception {
        metrics.counter("herald.test").increment();

        assertEquals(200, get("/livez").statusCode());
        assertEquals(503, get("/readyz").statusCode());
        assertEquals("the log is away\n", get("/readyz").body());
        complaint = Optional.empty();
        assertEquals(200, get("/readyz").statusCode());
        assertTrue(get("/metrics").body().contains("herald_test_total 1.0"));
    }

    @Test
    void whatIsNotThereOrNotAskedForSoIsSaid() throws Exception {
        assertEquals(404, get("/nothing").statusCode());
        HttpResponse<String> post = post("/hello", new byte[0]);
        assertEquals(405, post.statusCode());
        assertEquals(Optional.of("GET"), post.headers().firstValue("Allow"));
        assertEquals(500, get("/defect").statusCode());
    }

    @Test
    void aBodyIsReadUpToItsLimitAndTheAnswerIsSeenBeyondIt() throws Exception {
        assertEquals("1000 x y -\n", post("/size?q=x%20y", new byte[LIMIT]).body());
        assertEquals(413, post("/size", new byte[LIMIT + 1]).statusCode());
        assertEquals(413, post("/size", new byte[20_000_000]).statusCode());
        var chunked = HttpRequest.newBuilder(uri("/size"))
                .header("x-one", "1")
                .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[5_000_000])))
                .build();
        assertEquals(413, client.send(chunked, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aRequestUnderWayIsAnsweredWhileTheServerStops() throws Exception {
        var answer = client.sendAsync(HttpRequest.newBuilder(uri("/slow")).build(), BodyHandlers.ofString());
        assertTrue(asked.await(Patience.SECONDS, TimeUnit.SECONDS));

        Thread stopping = Thread.startVirtualThread(() -> server.drain(Duration.ofSeconds(Patience.SECONDS)));
        mayAnswer.countDown();

        assertEquals("at last\n", answer.get(Patience.SECONDS, TimeUnit.SECONDS).body());
        assertTrue(stopping.join(Duration.ofSeconds(Patience.SECONDS)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
