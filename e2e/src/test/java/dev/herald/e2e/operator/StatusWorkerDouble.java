package dev.herald.e2e.operator;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Reports that all is well, with a new number ten times a second, of channels email and hooks and those that are measured. */
final class StatusWorkerDouble implements AutoCloseable {
    private static final String REPORT = """
            {"v": 1, "instance": "double", "sequence": %d, "at": "%s",
             "log": {"state": "Ready", "topicId": "t1", "partitions": 12, "durable": {"status": "True", "reason": "Replicated", "message": "3 replicas"}},
             "channels": {%s}%s}""";
    private static final String CHANNEL = """
            "%s": {"measured": true, "scaling": %s}""";
    private static final long PAUSE_NANOS = 100_000_000;

    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, String> scaling = new ConcurrentHashMap<>(Map.of("email", "null", "hooks", "null"));
    private final HttpServer server;
    private volatile String more = "";
    private volatile long heard;

    StatusWorkerDouble(InetAddress address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 8080), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/report", exchange -> {
            try (exchange) {
                LockSupport.parkNanos(PAUSE_NANOS);
                byte[] body = report().getBytes(StandardCharsets.UTF_8);
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

    /** A channel's member {@code scaling} from now on. */
    void measure(String channel, String figures) {
        scaling.put(channel, figures);
        heard = sequence.get() + 3;
    }

    /** Whether the operator goes by that: a report may have been under way before, and who asks again has read the one after. */
    boolean isHeard() {
        return sequence.get() >= heard;
    }

    private String report() {
        String channels = scaling.entrySet()
                .stream()
                .map(channel -> CHANNEL.formatted(channel.getKey(), channel.getValue()))
                .collect(Collectors.joining(", "));
        return REPORT.formatted(sequence.incrementAndGet(), Instant.now(), channels, more);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
