package dev.herald.operator.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code /healthz}: the process lives. {@code /readyz}: it watches, or why it does not. {@code /metrics}: for Prometheus. */
public final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    /**
     * Listens at once.
     *
     * @param address
     *            port 0 takes a free one
     * @param obstacles
     *            why it is not ready; empty when it is
     * @param metrics
     *            in Prometheus' text format
     * @throws IOException
     *             if it cannot listen there
     */
    public HealthServer(InetSocketAddress address, Supplier<List<String>> obstacles, Supplier<String> metrics)
            throws IOException {
        server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        // Never of the watches: they flap when renewed, and a restart mends none of them.
        server.createContext("/healthz", exchange -> answer(exchange, 200, "ok\n"));
        server.createContext("/readyz", exchange -> {
            List<String> why = obstacles.get();
            answer(exchange, why.isEmpty() ? 200 : 503, why.isEmpty() ? "ok\n" : String.join("\n", why) + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.get()));
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
