package dev.herald.e2e.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A shop in this process; its orders are CloudEvents in binary mode. */
public final class HttpShop implements Shop {
    private static final int AT_ONCE = 16;
    private static final int TRIES = 120;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** Where orders are posted to. */
    @FunctionalInterface
    public interface Ingest {
        /**
         * The address now.
         *
         * @throws IOException when there is none now
         */
        URI address() throws IOException;
    }

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Ingest ingest;
    private final String token;
    private final Queue<Order> accepted = new ConcurrentLinkedQueue<>();

    /**
     * A shop.
     *
     * @param ingest where orders are posted to
     * @param token given with each
     */
    public HttpShop(Ingest ingest, String token) {
        this.ingest = ingest;
        this.token = token;
    }

    @Override
    public Collection<Order> accepted() {
        return accepted;
    }

    @Override
    public void post(List<Order> orders, Duration spread) throws InterruptedException {
        var slots = new Semaphore(AT_ONCE);
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var posts = new ArrayList<Future<?>>();
            for (int i = 0; i < orders.size(); i++) {
                var order = orders.get(i);
                long due = start + spread.toNanos() * i / orders.size();
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                slots.acquire();
                posts.add(threads.submit(() -> {
                    try {
                        post(order);
                        return null;
                    } finally {
                        slots.release();
                    }
                }));
            }
            for (var post : posts) {
                post.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void post(Order order) throws InterruptedException, JsonProcessingException {
        var request = HttpRequest.newBuilder()
                .timeout(ANSWER)
                .header("ce-specversion", "1.0")
                .header("ce-id", order.id())
                .header("ce-source", Order.SOURCE)
                .header("ce-type", "shop.order.placed")
                .header("Content-Type", "application/vnd.herald.message.v1+json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(order.body())));
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                var answer = http.send(request.uri(ingest.address()).build(), BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    accepted.add(order);
                    return;
                }
                last = said(answer);
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    break;
                }
            } catch (IOException e) {
                last = "no answer: " + e.getMessage();
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException("the ingest did not accept " + order.id() + ": " + last);
    }

    private static String said(HttpResponse<String> answer) {
        return answer.statusCode() + " " + answer.body();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
