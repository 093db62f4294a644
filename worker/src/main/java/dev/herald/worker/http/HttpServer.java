package dev.herald.worker.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The HTTP side of a worker: {@code /livez}, {@code /readyz}, {@code /metrics} and what its role adds. Every request has
 * a virtual thread; headers, connections, silence and slowness are bounded, so that a client cannot hold it up.
 */
public final class HttpServer implements AutoCloseable {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 2_000;
    /** Above the longest wait that an answer may take: a long poll of the report. */
    private static final Duration MAX_SILENCE = Duration.ofSeconds(75);
    /** Of a body; slower ones are cut off, for they hold memory. */
    private static final int MIN_BYTES_PER_SECOND = 1_024;

    private final Server server;
    private final ServerConnector connector;

    /**
     * @param address
     *            where it listens; port 0 for any that is free
     * @param routes
     *            by exact path
     */
    public HttpServer(InetSocketAddress address, PrometheusMeterRegistry metrics, Health health,
            Map<String, Endpoint> routes) {
        var endpoints = new HashMap<>(routes);
        endpoints.put("/livez", check(health::dead));
        endpoints.put("/readyz", check(health::notReady));
        endpoints.put("/metrics",
                reading(() -> new Answer(200, METRICS_TYPE, metrics.scrape().getBytes(StandardCharsets.UTF_8),
                        Map.of())));

        var threads = new VirtualThreadPool(0);
        threads.setName("http");
        server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        configuration.setMinRequestDataRate(MIN_BYTES_PER_SECOND);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(MAX_SILENCE.toMillis());
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
        server.setHandler(new GracefulHandler(new Routes(endpoints)));
    }

    private static Endpoint check(Supplier<Optional<String>> complaint) {
        return reading(() -> complaint.get().map(reason -> Answer.text(503, reason)).orElse(Answer.text(200, "ok")));
    }

    /** An endpoint that is asked by GET alone. */
    public static Endpoint reading(Supplier<Answer> answer) {
        return request -> request.method().equals("GET") || request.method().equals("HEAD")
                ? answer.get()
                : Answer.text(405, "only GET is answered here").withHeader("Allow", "GET");
    }

    /** @throws UncheckedIOException when it cannot listen */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /** The port it listens on, once started. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests, and lets those under way end for that long before {@link #close} cuts them off. */
    public void drain(Duration patience) {
        server.setStopTimeout(patience.toMillis());
        close();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }
}
