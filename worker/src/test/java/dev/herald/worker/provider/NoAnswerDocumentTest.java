package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.herald.worker.config.ProviderConfig.Smtp;
import dev.herald.worker.config.ProviderConfig.Smtp.Tls;
import dev.herald.worker.config.ProviderConfig.Webhook;
import dev.herald.worker.format.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the last table of docs/failures.md against what providers do. */
class NoAnswerDocumentTest {
    /** Long enough for a greeting on a machine that has too much to do. */
    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final String NOBODY = "no-such-host.invalid";

    @TempDir
    Path empty;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        end.countDown();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    static Stream<Object[]> mail() {
        return rows(1);
    }

    static Stream<Object[]> webhook() {
        return rows(2);
    }

    private static Stream<Object[]> rows(int column) {
        return FailuresDocument.rows("## No answer")
                .stream()
                .filter(row -> !row[column].equals("-"))
                .map(row -> new Object[]{row[0], row[column]});
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void mail(String event, String meaning) throws Exception {
        var server = opened(new ScriptedSmtpServer());
        String host = event.startsWith("the name") ? NOBODY : "127.0.0.1";
        Tls tls = switch (event.split(" ")[0]) {
            case "encryption" -> Tls.Implicit;
            case "STARTTLS" -> Tls.Required;
            default -> Tls.None;
        };
        Message message = Message.to("email", "ada@example.org").withSubject("Hello");
        switch (event) {
            case "nobody listens" -> server.close();
            case "silence before the point of no return" -> server.answer("DATA", ScriptedSmtpServer.HANG);
            case "silence after it" -> server.answer(".", ScriptedSmtpServer.HANG);
            case "the connection breaks after it" -> server.answer(".", ScriptedSmtpServer.HANG_UP);
            case "the recipient is no mail address" -> message = Message.to("email", "ada").withSubject("Hello");
            default -> {
            }
        }
        if (!event.contains("neither text")) {
            message = message.withText("Hi");
        }
        var provider = opened(new SmtpProvider(new Smtp(host, server.port(), tls, "shop@example.com"),
                credentials(event, SmtpProvider.KEYS)));

        assertEquals(meaning, FailuresDocument.verdict(provider.send(Deliveries.of(message), DEADLINE)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void webhook(String event, String meaning) throws Exception {
        int port = switch (event) {
            case "nobody listens" -> closedPort();
            case "silence before the point of no return" ->
                opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress())).getLocalPort();
            default -> endpoint(event).getAddress().getPort();
        };
        String scheme = event.startsWith("encryption") || event.startsWith("silence before") ? "https" : "http";
        String host = event.startsWith("the name") ? NOBODY : "127.0.0.1";
        var addresses = event.contains("not public") ? Webhook.Addresses.Public : Webhook.Addresses.Any;
        var provider = opened(new WebhookProvider(new Webhook("%s://%s:%d".formatted(scheme, host, port), addresses),
                credentials(event, WebhookProvider.KEYS), new SettableClock()));

        assertEquals(meaning,
                FailuresDocument.verdict(provider.send(Deliveries.of(Message.to("hooks").withText("Hi")), DEADLINE)));
    }

    private Credentials credentials(String event, List<String> keys) {
        return event.startsWith("credentials")
                ? new Credentials(Optional.of(empty), keys, new SettableClock())
                : Credentials.none();
    }

    private HttpServer endpoint(String event) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, event));
        server.start();
        open.add(() -> server.stop(0));
        return server;
    }

    private void answer(HttpExchange exchange, String event) throws IOException {
        exchange.getRequestBody().readAllBytes();
        try {
            if (event.startsWith("silence")) {
                end.await();
            } else if (!event.startsWith("the connection")) {
                exchange.sendResponseHeaders(204, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        open.add(closeable);
        return closeable;
    }
}
