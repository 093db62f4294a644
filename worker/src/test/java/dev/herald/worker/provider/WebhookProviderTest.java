package dev.herald.worker.provider;

import static dev.herald.worker.provider.FailureKind.CREDENTIALS;
import static dev.herald.worker.provider.FailureKind.NETWORK;
import static dev.herald.worker.provider.FailureKind.PROVIDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.ProviderConfig.Webhook;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.provider.CredentialsState.State;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookProviderTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Message ORDER = Message.to("hooks").withData(json("{\"order\":17}"));

    private record Received(Headers headers, byte[] body) {}

    /** Answers a request; may hang, or leave without a word. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final SettableClock clock = new SettableClock();
    private HttpServer server;
    private volatile Answer answer = exchange -> exchange.sendResponseHeaders(204, -1);
    private WebhookProvider provider;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            received.add(new Received(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
            try {
                answer.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        provider = provider("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b", Credentials.none());
    }

    private WebhookProvider provider(String url, Credentials credentials) {
        return new WebhookProvider(new Webhook(url, Webhook.Addresses.Any), credentials, clock);
    }

    @AfterEach
    void stop() {
        provider.close();
        server.stop(0);
    }

    @Test
    void theReceiverGetsTheEventAndTheMessage() throws Exception {
        var message = Message.to("hooks", "customer-7")
                .withSubject("Hi")
                .withText("t")
                .withHtml("h")
                .withTag("vip", "")
                .withData(json("{\"total\":1234567890123456.70}"))
                .withAttachments(new Attachment("é.bin", "a/b", new byte[]{0, -1}));

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message, 2), DEADLINE));

        assertEquals(json("""
                {"type":"dev.herald.order","timestamp":"2026-11-23T08:00:00Z","data":{"source":"/shop","id":"17",
                 "recipient":"customer-7","subject":"Hi","text":"t","html":"h","data":{"total":1234567890123456.70},
                 "attachments":[{"name":"é.bin","contentType":"a/b","content":"AP8="}],"tags":["vip"]}}"""),
                new ObjectMapper().readTree(received.getFirst().body()));
        Headers headers = received.getFirst().headers();
        assertEquals("application/json", headers.getFirst("Content-Type").split(";")[0]);
        assertEquals("x1b7p2W73N9ZB6QjHbExoy", headers.getFirst("Herald-Message"));
        assertEquals("x1b7p2W73N9ZB6QjHbExoy.hooks.0", headers.getFirst("webhook-id"));
        assertEquals("2", headers.getFirst("Herald-Attempt"));
        assertEquals("00112233445566778899aabbccddeeff", headers.getFirst("Herald-Claim"));
        assertEquals("1795420800", headers.getFirst("webhook-timestamp"));
        assertNull(headers.getFirst("webhook-signature"));
    }

    @Test
    void theReceiverGetsContentIdDispositionAndValuesOfTagsWhereTheyAre() throws Exception {
        var message = Message.to("hooks")
                .withTag("vip", "")
                .withTag("tenant", "7")
                .withAttachments(new Attachment("a", "a/b", new byte[0]).withContentId("a@example.org").inline());

        provider.send(Deliveries.of(message), DEADLINE);

        assertEquals(json("""
                {"source":"/shop","id":"17","tags":["vip","tenant=7"],"attachments":[{"name":"a","contentType":"a/b",
                 "contentId":"a@example.org","disposition":"inline","content":""}]}"""),
                new ObjectMapper().readTree(received.getFirst().body()).path("data"));
    }

    @Test
    void theSignatureIsTheOneOfThePublishedExample() {
        // The test vector of the Standard Webhooks libraries.
        var signature = new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature.sign("msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330, "{\"test\": 2432232314}".getBytes()));
    }

    @Test
    void withASigningKeyRequestsAreSigned(@TempDir Path secret) throws Exception {
        provider = provider("http://127.0.0.1:" + server.getAddress().getPort(),
                new Credentials(Optional.of(secret), WebhookProvider.KEYS, clock));
        assertEquals(CREDENTIALS, failed(DEADLINE).kind());
        assertEquals(State.MISSING, provider.credentials().state());

        Files.writeString(secret.resolve("signingKey"), "whsec_***");
        clock.advance(Duration.ofSeconds(2));
        assertEquals(CREDENTIALS, failed(DEADLINE).kind());
        assertEquals(State.REJECTED, provider.credentials().state());
        assertEquals(0, received.size());

        Files.writeString(secret.resolve("signingKey"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        clock.advance(Duration.ofSeconds(2));
        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(ORDER), DEADLINE));
        assertEquals(State.PRESENT, provider.credentials().state());
        Received request = received.getFirst();
        assertEquals(
                new WebhookSignature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("x1b7p2W73N9ZB6QjHbExoy.hooks.0",
                        clock.instant().getEpochSecond(), request.body()),
                request.headers().getFirst("webhook-signature"));
    }

    @ParameterizedTest
    @CsvSource({"301,PROVIDER,false", "400,CONTENT,true", "401,CREDENTIALS,false", "403,CREDENTIALS,false",
            "404,PROVIDER,false", "408,PROVIDER,false", "409,PROVIDER,false", "410,PROVIDER,true", "413,CONTENT,false",
            "418,CONTENT,true", "422,CONTENT,true", "429,PROVIDER,false", "500,PROVIDER,false", "502,PROVIDER,false",
            "503,PROVIDER,false", "504,PROVIDER,false", "599,PROVIDER,false"})
    void aStatusIsReadForWhoseFaultItIsAndNothingIsTriedTwice(int status, FailureKind kind, boolean permanent) {
        answer = exchange -> {
            byte[] text = "no: ada@example.org, see https://user:pw@example.org/x?token=1".getBytes();
            exchange.getResponseHeaders().add("Retry-After", "1");
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.getResponseHeaders().add("Set-Cookie", "a=b");
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
        };

        var failed = failed(DEADLINE);

        assertEquals(kind, failed.kind());
        assertEquals(permanent, failed.permanent());
        assertEquals(Integer.toString(status), failed.code());
        assertEquals("HTTP " + status + " no: [address], see https://example.org/x", failed.error());
        assertEquals(Optional.of(Duration.ofSeconds(1)), failed.retryAfter());
        assertEquals(1, received.size());

        failed(DEADLINE);
        assertNull(received.get(1).headers().getFirst("Cookie"));
    }

    @Test
    void aReceiverThatHangsIsAmbiguousAtTheDeadline() {
        answer = _ -> Thread.sleep(Duration.ofMinutes(1));
        long start = System.nanoTime();

        assertInstanceOf(SendResult.Ambiguous.class, provider.send(Deliveries.of(ORDER), SHORT));

        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(SHORT.plusSeconds(2)) < 0);
    }

    @Test
    void aReceiverThatHangsUpWithoutAnAnswerIsAmbiguous() {
        answer = HttpExchange::close;

        assertInstanceOf(SendResult.Ambiguous.class, provider.send(Deliveries.of(ORDER), DEADLINE));
        assertEquals(1, received.size());
    }

    @Test
    void anAnswerThatNeverEndsIsStillAnAnswer() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100]);
            exchange.getResponseBody().flush();
            Thread.sleep(Duration.ofMinutes(1));
        };

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(ORDER), SHORT));
    }

    @Test
    void anAnswerWithoutBoundIsNotRead() {
        answer = exchange -> {
            exchange.sendResponseHeaders(500, 0);
            for (int i = 0; i < 1_000_000; i++) {
                exchange.getResponseBody().write(new byte[1_000]);
            }
        };

        assertEquals(PROVIDER, failed(DEADLINE).kind());
    }

    @Test
    void aRefusalOfALargeBodyIsHeardAlthoughTheReceiverReadsNone() throws Exception {
        try (var refusing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = refusing.accept(); OutputStream out = socket.getOutputStream()) {
                    socket.getInputStream().readNBytes(1_000);
                    out.write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes());
                    out.flush();
                    socket.shutdownOutput();
                    Thread.sleep(Duration.ofSeconds(2));
                } catch (IOException | InterruptedException e) {
                    // The test says what is missing.
                }
            });
            provider = provider("http://127.0.0.1:" + refusing.getLocalPort(), Credentials.none());
            var large = ORDER.withAttachments(new Attachment("a", "a/b", new byte[20_000_000]));

            var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(large), DEADLINE));
            assertEquals("413", failed.code());
        }
    }

    @Test
    void nobodyListeningAndSilenceBeforeTheRequestAreNotSent() throws Exception {
        server.stop(0);
        assertEquals(NETWORK, failed(DEADLINE).kind());

        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            provider = provider("https://127.0.0.1:" + silent.getLocalPort(), Credentials.none());
            assertEquals(NETWORK, failed(SHORT).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d", "http://localhost:%d", "http://[::1]:%d", "http://2130706433:%d",
            "http://0177.0.0.1:%d", "http://0x7f000001:%d", "http://[::ffff:127.0.0.1]:%d"})
    void aUrlThatLeadsInsideIsRefusedBeforeConnecting(String url) {
        provider = new WebhookProvider(
                new Webhook(url.formatted(server.getAddress().getPort()), Webhook.Addresses.Public),
                Credentials.none(), clock);

        var failed = failed(DEADLINE);

        assertTrue(failed.error().contains("the URL's host"), failed.error());
        assertEquals(PROVIDER, failed.kind());
        assertEquals(0, received.size());
    }

    @Test
    void aNameThatTurnsToTheInsideIsResolvedOnceAndRefused() {
        var names = new NamesOf(List.of("93.184.215.14", "127.0.0.1"));
        var guard = new PublicAddresses(names);

        assertEquals("93.184.215.14", assertResolves(guard).getHostAddress());
        provider = new WebhookProvider(
                new Webhook("http://rebind.example:" + server.getAddress().getPort(), Webhook.Addresses.Public),
                Credentials.none(), clock, names);
        assertEquals(PROVIDER, failed(DEADLINE).kind());
        assertEquals(0, received.size());
    }

    private static InetAddress assertResolves(PublicAddresses guard) {
        try {
            return guard.resolve("rebind.example")[0];
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Gives one address after the other. */
    private static final class NamesOf extends SystemDefaultDnsResolver {
        private final List<String> addresses;
        private int next;

        NamesOf(List<String> addresses) {
            this.addresses = addresses;
        }

        @Override
        public InetAddress[] resolve(String host) {
            return new InetAddress[]{InetAddress.ofLiteral(addresses.get(next++))};
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.org", "https:///path", "https://user:pw@example.org", "mailto:a@b"})
    void aUrlThatIsNoneForWebhooksIsRefused(String url) {
        var refusal = assertThrows(ConfigurationException.class,
                () -> provider(url, Credentials.none()));

        assertTrue(refusal.getMessage().startsWith("webhook.url"));
        assertFalse(refusal.getMessage().contains("pw"));
    }

    private SendResult.Failed failed(Duration deadline) {
        return assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(ORDER), deadline));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
