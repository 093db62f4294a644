package dev.herald.worker.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.provider.Credentials;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which format the ingest writes, what that format cannot hold, and how producers learn of it. */
class PinnedFormatTest {
    private Door door = new Door(Credentials.none());

    @AfterEach
    void stop() {
        door.close();
    }

    @Test
    void messagesAreWrittenInThePinnedFormatWhateverTheyCameIn() throws Exception {
        door.pin("cbor-v1");
        Message message = Message.to("hooks").withText("Hi");

        assertEquals(202, door.post("application/json", MessageFormat.JSON_V1.encode(message)).statusCode());

        LogRecord entry = door.eventLog.records.getFirst();
        assertEquals(MessageFormat.CBOR_V1.mediaType(), entry.headers().get("content-type"));
        assertArrayEquals(MessageFormat.CBOR_V1.encode(message), entry.value());
    }

    @ParameterizedTest
    @EnumSource(MessageFormat.class)
    void everyFormatOfTheCatalogueIsTaken(MessageFormat format) throws Exception {
        door.pin("json-v2");
        Message message = Message.to("hooks").withAttachments(new Attachment("a", "a/b", new byte[]{0, -1}));

        assertEquals(202, door.post(format.mediaType(), format.encode(message)).statusCode());

        assertArrayEquals(MessageFormat.JSON_V2.encode(message), door.eventLog.records.getFirst().value());
    }

    @Test
    void tagsHaveTheirValuesInTheHeader() throws Exception {
        door.pin("json-v2");
        Message message = Message.to("hooks").withTag("vip", "").withTag("tenant", "7");

        assertEquals(202,
                door.post(MessageFormat.JSON_V2.mediaType(), MessageFormat.JSON_V2.encode(message)).statusCode());

        assertEquals("vip,tenant=7", door.eventLog.records.getFirst().headers().get("herald-tags"));
    }

    @Test
    void whatThePinnedFormatCannotHoldIsRefusedAndNotLeftOut() throws Exception {
        var attachment = new Attachment("a", "a/b", new byte[0]);
        var refused = Map.of("attachments[0].contentId",
                Message.to("hooks").withAttachments(attachment.withContentId("a@b")), "attachments[0].disposition",
                Message.to("hooks").withAttachments(attachment.inline()), "tags.tenant",
                Message.to("hooks").withTag("tenant", "7"));
        for (var each : refused.entrySet()) {
            HttpResponse<String> response = door.post(MessageFormat.CBOR_V1.mediaType(),
                    MessageFormat.CBOR_V1.encode(each.getValue()));

            assertEquals(422, response.statusCode(), response.body());
            JsonNode refusal = new ObjectMapper().readTree(response.body());
            assertEquals("PinnedFormat", refusal.path("error").asText());
            assertEquals(each.getKey(), refusal.path("field").asText());
            assertTrue(refusal.path("message").asText().startsWith(each.getKey() + " cannot be written"),
                    response.body());
            assertTrue(response.body()
                    .contains("in json-v1, to which this pipeline is pinned: leave it out, or raise "
                            + "spec.serializer.format"),
                    response.body());
        }
        assertTrue(door.eventLog.records.isEmpty());
    }

    @Test
    void producersAreToldThePinWithoutAToken(@TempDir Path secret) throws Exception {
        door.close();
        door = new Door(new Credentials(Optional.of(secret), BearerTokens.KEYS, InstantSource.system()));
        for (MessageFormat format : MessageFormat.values()) {
            door.pin(format.key());
            HttpResponse<String> response = format();
            assertEquals(200, response.statusCode());
            assertEquals("{\"format\":\"" + format.key() + "\",\"contentType\":\"" + format.mediaType() + "\"}",
                    response.body());
            assertEquals(Optional.of("no-store"), response.headers().firstValue("Cache-Control"));
        }
        door.pin("json-v9");
        HttpResponse<String> unknown = format();
        assertEquals(503, unknown.statusCode());
        assertTrue(unknown.body().contains("json-v9"), unknown.body());
    }

    private HttpResponse<String> format() throws Exception {
        return door.send(HttpRequest.newBuilder(door.uri().resolve("format")).build());
    }

    @Test
    void aPinThatThisWorkerCannotWriteAcceptsNothing() throws Exception {
        door.pin("json-v9");

        HttpResponse<String> response = door.post("application/json", "{\"recipients\":{\"hooks\":[]}}".getBytes());

        assertEquals(503, response.statusCode());
        assertTrue(response.body().contains("json-v9"), response.body());
    }
}
