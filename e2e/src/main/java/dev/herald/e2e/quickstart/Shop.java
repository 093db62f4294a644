package dev.herald.e2e.quickstart;

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

/** An application that posts its orders to the ingest, as CloudEvents in binary mode, and posts again what was not accepted. */
final class Shop implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int TRIES = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI ingest;
    private final String token;
    private final Queue<Order> accepted = new ConcurrentLinkedQueue<>();

    Shop(URI ingest, String token) {
        this.ingest = ingest;
        this.token = token;
    }

    /** What got a 202 so far. */
    Collection<Order> accepted() {
        return accepted;
    }

    /**
     * Posts these orders, evenly spread over that time.
     *
     * @throws IllegalStateException when one is refused, or not accepted after {@value #TRIES} tries; the message has the ingest's own words
     */
    void post(List<Order> orders, Duration spread) throws InterruptedException {
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
        var request = HttpRequest.newBuilder(ingest)
                .timeout(ANSWER)
                .header("ce-specversion", "1.0")
                .header("ce-id", order.id())
                .header("ce-source", Order.SOURCE)
                .header("ce-type", "shop.order.placed")
                .header("Content-Type", "application/vnd.herald.message.v1+json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(order.body())))
                .build();
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                var answer = http.send(request, BodyHandlers.ofString());
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
