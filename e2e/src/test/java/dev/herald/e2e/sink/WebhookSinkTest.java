package dev.herald.e2e.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookSinkTest {
    private static final byte[] INVOICE = {0, 1, 2, (byte) 0xff};

    private final Deliveries deliveries = new Deliveries();
    private final WebhookSink sink = new WebhookSink(InetAddress.getLoopbackAddress(), 0, deliveries,
            () -> Instant.EPOCH);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        sink.close();
    }

    @Test
    void recordsWhatArrivedWithTheDigestOfItsAttachments() throws Exception {
        assertEquals(204, post("m1", 1, INVOICE).statusCode());
        var arrival = deliveries.all().getFirst().arrival();
        assertEquals(new Arrival("m1", 1, "c1", "hooks", "0", Set.of(Digest.of(INVOICE)), Instant.EPOCH), arrival);
    }

    @Test
    void refusesWithTheStatusAndTheWaitItIsToldTo() throws Exception {
        sink.answer(arrival -> new Answer.Refuse(429, "slow down", Duration.ofSeconds(7)));
        var answer = post("m1", 1, null);
        assertEquals(429, answer.statusCode());
        assertEquals("7", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(1, deliveries.refused().size());
        assertEquals(0, deliveries.accepted().size());
    }

    @Test
    void answersLate() throws Exception {
        sink.answer(arrival -> new Answer.Late(Duration.ofMillis(150), Answer.refuse(503, "tired")));
        long start = System.nanoTime();
        assertEquals(503, post("m1", 1, null).statusCode());
        assertTrue(System.nanoTime() - start >= 150_000_000);
    }

    @Test
    void aDroppedConnectionLeavesTheSenderInTheDarkAndTheWebhookTaken() {
        sink.answer(arrival -> new Answer.AcceptAndDrop());
        assertThrows(IOException.class, () -> post("m1", 1, null));
        assertEquals(1, deliveries.accepted().size());
    }

    @Test
    void refusesWhatDoesNotSayWhoItIs() throws Exception {
        var request = HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString("{}")).build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertEquals(400, answer.statusCode());
        assertEquals("a webhook without webhook-id", answer.body());
    }

    private HttpResponse<String> post(String id, int attempt, byte[] attachment) throws Exception {
        var attachments = attachment == null
                ? "[]"
                : "[{\"name\": \"a\", \"content\": \"" + Base64.getEncoder().encodeToString(attachment) + "\"}]";
        var request = HttpRequest.newBuilder(uri())
                .header("Herald-Message", id)
                .header("Herald-Attempt", Integer.toString(attempt))
                .header("Herald-Claim", "c" + attempt)
                .header("webhook-id", id + ".hooks.0")
                .POST(BodyPublishers.ofString("{\"type\": \"t\", \"data\": {\"attachments\": " + attachments + "}}"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + sink.port() + "/");
    }
}
