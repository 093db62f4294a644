package dev.herald.e2e.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpServer;

class HttpShopTest {
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private HttpServer ingest;

    @BeforeEach
    void start() throws IOException {
        ingest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ingest.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            events.add(exchange.getRequestHeaders().getFirst("ce-id"));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        ingest.start();
    }

    @AfterEach
    void stop() {
        ingest.stop(0);
    }

    @Test
    void followsTheIngestToAnotherPlace() throws Exception {
        var places = new ConcurrentLinkedQueue<>(List.of("http://127.0.0.1:1/"));
        try (var shop = new HttpShop(() -> URI.create(places.isEmpty() ? address() : places.poll()), "token")) {
            shop.post(List.of(new Order(1)), Duration.ZERO);

            assertEquals(List.of("order-1"), List.copyOf(events));
            assertEquals(1, shop.accepted().size());
        }
    }

    @Test
    void waitsForAnIngestThatIsNowhereNow() throws Exception {
        var absent = new ConcurrentLinkedQueue<>(List.of(new IOException("no pod of the ingest is ready")));
        try (var shop = new HttpShop(() -> {
            var why = absent.poll();
            if (why != null) {
                throw why;
            }
            return URI.create(address());
        }, "token")) {
            shop.post(List.of(new Order(1)), Duration.ZERO);

            assertEquals(List.of("order-1"), List.copyOf(events));
        }
    }

    private String address() {
        return "http://127.0.0.1:" + ingest.getAddress().getPort() + "/";
    }
}
