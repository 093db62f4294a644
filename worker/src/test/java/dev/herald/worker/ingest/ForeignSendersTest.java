package dev.herald.worker.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.foreign.Foreign;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.provider.Credentials;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The SDKs of CloudEvents talk to the ingest. */
class ForeignSendersTest {
    private final Door door = new Door(Credentials.none());

    @AfterEach
    void stop() {
        door.close();
    }

    @Test
    void javaSendsInBothModes() throws Exception {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("17")
                .withSource(URI.create("/java"))
                .withType("order.paid")
                .withTime(OffsetDateTime.parse("2026-11-23T08:00:00.123Z"))
                .withExtension("tenant", "seven")
                .withData("application/json", MessageFormat.JSON_V1.encode(Message.to("hooks").withText("Hi")))
                .build();
        var headers = HttpRequest.newBuilder(door.uri());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpMessageFactory.createWriter(headers::header, body -> headers.POST(BodyPublishers.ofByteArray(body)))
                    .writeBinary(event);
            assertEquals(202, client.send(headers.build(), BodyHandlers.ofString()).statusCode());
            var structured = HttpRequest.newBuilder(door.uri());
            HttpMessageFactory
                    .createWriter(structured::header, body -> structured.POST(BodyPublishers.ofByteArray(body)))
                    .writeStructured(event, "application/cloudevents+json");
            assertEquals(202, client.send(structured.build(), BodyHandlers.ofString()).statusCode());
        }

        Map<String, String> expected = door.eventLog.records.getFirst().headers();
        assertEquals("seven", expected.get("ce_tenant"));
        assertEquals(expected, door.eventLog.records.getLast().headers());
    }

    @Test
    @Tag("foreign")
    void pythonSendsInBothModesAndEveryFormat() throws Exception {
        door.pin("json-v2");
        assertEquals("202\n".repeat(6), Foreign.python("send.py", Map.of(), door.uri().toString()));

        for (int i = 0; i < 6; i++) {
            check(door.eventLog.records.get(i), "python-" + i / 2 + " %é", "Grüße \"100%\" 😀", i >= 2);
        }
    }

    @Test
    @Tag("foreign")
    void javaScriptSendsInBothModesAndEveryFormat() throws Exception {
        door.pin("json-v2");
        assertEquals("202\n".repeat(6), Foreign.node("send.js", door.uri().toString()));

        for (int i = 0; i < 6; i++) {
            check(door.eventLog.records.get(i), "js-" + i / 2, "order 17", i >= 2);
        }
    }

    private static void check(LogRecord entry, String id, String subject, boolean second) throws Exception {
        assertEquals(id, entry.headers().get("ce_id"));
        assertEquals(subject, entry.headers().get("ce_subject"));
        assertEquals("seven", entry.headers().get("ce_tenant"));
        assertEquals(Instant.parse("2026-11-23T08:00:00.123Z"),
                OffsetDateTime.parse(entry.headers().get("ce_time")).toInstant());
        Message message = MessageFormat.JSON_V2.decode(entry.value());
        assertEquals(Map.of("email", List.of("zoe@example.org")), message.recipients());
        assertEquals("Grüße 😀", message.subject().orElseThrow());
        var attachment = new Attachment("a.bin", "application/octet-stream", new byte[]{0, 10, -1});
        assertEquals(List.of(second ? attachment.withContentId("a@example.org").inline() : attachment),
                message.attachments());
        assertEquals(second ? Map.of("vip", "", "tenant", "7") : Map.of(), message.tags());
    }
}
