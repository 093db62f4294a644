package dev.herald.worker.pipeline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An endpoint that writes down every request it has read in full, and answers as told. */
public final class WebhookSink implements AutoCloseable {

    /**
     * One request as it arrived.
     *
     * @param message
     *            {@code Herald-Message}: of the message, whatever the attempt
     */
    public record Hit(String message, int attempt, String claim, int status) {}

    private final HttpServer server;
    private final Collection<Hit> hits = new ConcurrentLinkedQueue<>();
    private volatile Function<Hit, Integer> answer = hit -> 200;
    private volatile Duration delay = Duration.ZERO;

    public WebhookSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::handle);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** From now on; the status of the hit it is given is 0. */
    public void answer(Function<Hit, Integer> status) {
        answer = status;
    }

    /** Between a request and its answer, from now on. */
    public void delay(Duration time) {
        delay = time;
    }

    public List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** Messages that were answered with success at least once. */
    public Set<String> delivered() {
        return hits.stream().filter(hit -> hit.status() < 300).map(Hit::message).collect(Collectors.toSet());
    }

    /** Messages that arrived with success more than once. */
    public Set<String> twice() {
        Map<String, Long> times = hits.stream()
                .filter(hit -> hit.status() < 300)
                .collect(Collectors.groupingBy(Hit::message, Collectors.counting()));
        return times.entrySet()
                .stream()
                .filter(it -> it.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Attempts that were sent more than once, which must never be: {@code message#attempt}. */
    public Set<String> attemptsSentTwice() {
        Map<String, Long> times = hits.stream()
                .collect(Collectors.groupingBy(hit -> hit.message() + "#" + hit.attempt(), Collectors.counting()));
        return times.entrySet()
                .stream()
                .filter(it -> it.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            var headers = exchange.getRequestHeaders();
            var arrived = new Hit(headers.getFirst("Herald-Message"),
                    Integer.parseInt(headers.getFirst("Herald-Attempt")), headers.getFirst("Herald-Claim"), 0);
            int status = answer.apply(arrived);
            hits.add(new Hit(arrived.message(), arrived.attempt(), arrived.claim(), status));
            if (!delay.isZero()) {
                Thread.sleep(delay);
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
