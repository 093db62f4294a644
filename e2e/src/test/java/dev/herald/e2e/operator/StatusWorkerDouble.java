package dev.herald.e2e.operator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Reports that all is well, with a new number ten times a second. */
final class StatusWorkerDouble implements AutoCloseable {
    private static final String REPORT = """
            {"v": 1, "instance": "double", "sequence": %d,
             "log": {"state": "Ready", "topicId": "t1", "partitions": 12, "durable": {"status": "True", "reason": "Replicated", "message": "3 replicas"}},
             "channels": {"email": {"measured": true}, "hooks": {"measured": true}}%s}""";
    private static final long PAUSE_NANOS = 100_000_000;

    private final AtomicLong sequence = new AtomicLong();
    private final HttpServer server;
    private volatile String more = "";

    StatusWorkerDouble(InetAddress address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 8080), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/report", exchange -> {
            try (exchange) {
                LockSupport.parkNanos(PAUSE_NANOS);
                byte[] body = REPORT.formatted(sequence.incrementAndGet(), more).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** Further members of the report. */
    void say(String members) {
        more = members;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
