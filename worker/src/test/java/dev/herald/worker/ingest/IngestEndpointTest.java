package dev.herald.worker.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.ingest.EventLog.LogUnavailableException;
import dev.herald.worker.ingest.EventLog.TooLargeException;
import dev.herald.worker.provider.Credentials;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestEndpointTest {
    private static final String MAIL = "{\"recipients\":{\"email\":[\"ada@example.org\"]},\"text\":\"Hi\"}";

    private Door door = new Door(Credentials.none());

    @AfterEach
    void stop() {
        door.close();
    }

    @Test
    void anEventInBinaryModeIsInTheLogWhenItIsAccepted() throws Exception {
        var message = Message.to("hooks")
                .withText("Hi")
                .withTag("b", "")
                .withTag("a", "")
                .withAttachments(new Attachment("é", "a/b", new byte[]{0, -1}));

        HttpResponse<String> response = door.send(door.binary()
                .header("ce-subject", "gr%C3%BC%C3%9Fe%20100%")
                .header("ce-tenant", "7")
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(MessageFormat.JSON_V1.encode(message)))
                .build());

        assertEquals(202, response.statusCode(), response.body());
        LogRecord entry = door.eventLog.records.getFirst();
        assertEquals("/shop 17", new String(entry.key(), StandardCharsets.UTF_8));
        assertEquals(Map.of("ce_specversion", "1.0", "ce_id", "17", "ce_source", "/shop", "ce_type", "order.paid",
                "ce_subject", "grüße 100%", "ce_tenant", "7", "content-type", MessageFormat.JSON_V1.mediaType(),
                "herald-channels", "hooks", "herald-attachments", "true"), without(entry.headers(), "herald-tags"));
        assertEquals("b,a", entry.headers().get("herald-tags"));
        assertEquals(message, MessageFormat.JSON_V1.decode(entry.value()));
    }

    @Test
    void tellsInAHeaderWhenAMessageIsDue() throws Exception {
        assertEquals(202, door.structured("{" + REQUIRED + ",\"data\":"
                + MAIL.replaceFirst("\\{", "{\"deliverAfter\":\"2026-11-23T09:00:00Z\",") + "}").statusCode());
        assertEquals("2026-11-23T09:00:00Z", door.eventLog.records.getFirst().headers().get("herald-deliver-after"));
    }

    private static Map<String, String> without(Map<String, String> headers, String name) {
        var rest = new java.util.HashMap<>(headers);
        rest.remove(name);
        return rest;
    }

    @Test
    void anEventInStructuredModeMayCarryItsDataAsJsonOrAsBytes() throws Exception {
        assertEquals(202,
                door.structured("{" + REQUIRED + ",\"time\":\"2026-11-23T08:00:00Z\",\"count\":3,\"flag\":true,"
                        + "\"absent\":null,\"data\":" + MAIL + "}").statusCode());
        byte[] cbor = MessageFormat.CBOR_V1.encode(Message.to("hooks", "x").withText("y"));
        assertEquals(202,
                door.structured("{" + REQUIRED + ",\"datacontenttype\":\"" + MessageFormat.CBOR_V1.mediaType()
                        + "\",\"data_base64\":\"" + Base64.getEncoder().encodeToString(cbor) + "\"}").statusCode());

        List<LogRecord> records = door.eventLog.records;
        assertEquals("3", records.get(0).headers().get("ce_count"));
        assertEquals("true", records.get(0).headers().get("ce_flag"));
        assertFalse(records.get(0).headers().containsKey("ce_absent"));
        assertEquals("false", records.get(0).headers().get("herald-attachments"));
        assertEquals(Message.to("email", "ada@example.org").withText("Hi"),
                MessageFormat.JSON_V1.decode(records.get(0).value()));
        assertEquals(Message.to("hooks", "x").withText("y"), MessageFormat.JSON_V1.decode(records.get(1).value()));
    }

    private static final String REQUIRED = "\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\"/shop\",\"type\":\"order.paid\"";

    @Test
    void anAttachmentThatWasChangedOnTheWayIsRefused() throws Exception {
        HttpResponse<String> response = door.post(MessageFormat.JSON_V2.mediaType(), ("{\"recipients\":{\"hooks\":[]},"
                + "\"attachments\":[{\"name\":\"a\",\"contentType\":\"a/b\",\"content\":\"AP8=\",\"sha256\":\"00\"}]}")
                .getBytes());

        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("attachments[0].sha256"), response.body());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "400 | InvalidEvent   | id          | {\"specversion\":\"1.0\",\"source\":\"/shop\",\"type\":\"t\"}",
            "400 | InvalidEvent   | id          | {\"specversion\":\"1.0\",\"id\":17,\"source\":\"/shop\",\"type\":\"t\"}",
            "400 | InvalidEvent   | source      | {\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\" \",\"type\":\"t\"}",
            "400 | InvalidEvent   | source      | {\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\"a b\",\"type\":\"t\"}",
            "400 | InvalidEvent   | type        | {\"specversion\":\"1.0\",\"id\":\"17\",\"source\":\"/shop\"}",
            "400 | InvalidEvent   | specversion | {\"specversion\":\"0.3\",\"id\":\"17\",\"source\":\"/shop\",\"type\":\"t\"}",
            "400 | InvalidEvent   | time        | {R,\"time\":\"yesterday\"}",
            "400 | InvalidEvent   | id          | {\"specversion\":\"1.0\",\"id\":\"a\\nb\",\"source\":\"/shop\",\"type\":\"t\"}",
            "400 | InvalidEvent   | list        | {R,\"list\":[1]}",
            "400 | InvalidEvent   | data_base64 | {R,\"data\":{},\"data_base64\":\"AA==\"}",
            "400 | InvalidEvent   | data_base64 | {R,\"data_base64\":\"*\"}",
            "400 | InvalidEvent   | ``          | {R",
            "400 | InvalidEvent   | ``          | [{R}]",
            "400 | InvalidMessage | data        | {R}",
            "400 | InvalidMessage | data        | {R,\"data\":\"text\"}",
            "400 | InvalidMessage | recipients  | {R,\"data\":{}}",
            "400 | InvalidMessage | recipients.email[1] | {R,\"data\":{\"recipients\":{\"email\":[\"a@b\",1]},\"text\":\"x\"}}",
            "400 | InvalidMessage | recipients.email | {R,\"data\":{\"recipients\":{\"email\":[]},\"text\":\"x\"}}",
            "400 | InvalidMessage | text        | {R,\"data\":{\"recipients\":{\"email\":[\"a@b\"]}}}",
            "400 | InvalidMessage | subject     | {R,\"data\":{\"recipients\":{\"email\":[\"a@b\"]},\"subject\":\"a\\r\\nBcc: e@f\"}}",
            "400 | InvalidMessage | deliverAfter | {R,\"data\":{\"recipients\":{\"hooks\":[]},\"deliverAfter\":\"2999-01-01T00:00:00Z\"}}",
            "415 | UnsupportedMediaType | datacontenttype | {R,\"datacontenttype\":\"text/plain\",\"data\":\"x\"}",
            "422 | UnknownChannel | recipients.sms | {R,\"data\":{\"recipients\":{\"sms\":[\"1\"]}}}"})
    void aRefusalNamesTheField(int status, String error, String field, String body) throws Exception {
        HttpResponse<String> response = door.structured(body.replace("R", REQUIRED));

        assertEquals(status, response.statusCode(), response.body());
        JsonNode refusal = new ObjectMapper().readTree(response.body());
        assertEquals(error, refusal.path("error").asText());
        assertEquals(field, refusal.path("field").asText());
        assertTrue(refusal.path("message").asText().startsWith(field), response.body());
        assertFalse(response.body().contains("a@b"), response.body());
        assertTrue(door.eventLog.records.isEmpty());
        assertTrue(door.metrics.scrape().contains("outcome=\"refused\",reason=\"" + error + "\""));
    }

    @Test
    void aChannelThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
        String body = door.post("application/json", "{\"recipients\":{\"sms\":[\"1\"]}}".getBytes()).body();

        assertTrue(body.contains("there are: email, hooks"), body);
    }

    @Test
    void aPlainPostIsToldWhatACloudEventIs() throws Exception {
        HttpResponse<String> response = door.send(
                HttpRequest.newBuilder(door.uri())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(MAIL))
                        .build());

        assertEquals(400, response.statusCode());
        assertTrue(response.body().contains("ce-source") && response.body().contains(Door.STRUCTURED), response.body());
    }

    @Test
    void aBatchIsToldToComeOneByOne() throws Exception {
        HttpResponse<String> response = door.send(
                HttpRequest.newBuilder(door.uri())
                        .header("Content-Type", "application/cloudevents-batch+json")
                        .POST(BodyPublishers.ofString("[]"))
                        .build());

        assertEquals(415, response.statusCode());
        assertTrue(response.body().contains("one by one"), response.body());
    }

    @Test
    void whatIsTooLargeIsToldTheLimitWhateverItsCodingAndPlace() throws Exception {
        byte[] large = (" ".repeat(Door.LIMIT) + MAIL).getBytes();
        HttpResponse<String> announced = door.post("application/json", large);
        HttpResponse<String> chunked = door.send(
                door.binary()
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                        .build());
        // Small enough as it comes, too large in base64.
        HttpResponse<String> grown = door.post(MessageFormat.CBOR_V1.mediaType(), MessageFormat.CBOR_V1.encode(Message
                .to("hooks")
                .withAttachments(new Attachment("a", "a/b", new byte[Door.LIMIT - 1_000]))));
        door.eventLog.failWith(() -> {
            throw new TooLargeException(null);
        });
        HttpResponse<String> log = door.post("application/json", MAIL.getBytes());

        for (HttpResponse<String> response : List.of(announced, chunked, grown)) {
            assertEquals(413, response.statusCode(), response.body());
            assertTrue(response.body().contains("eventLog.maxMessageSize of the pipeline is 20000 bytes"),
                    response.body());
        }
        assertEquals(413, log.statusCode());
        assertTrue(log.body().contains("max.message.bytes"), log.body());
        assertTrue(door.eventLog.records.isEmpty());
    }

    @Test
    void whileTheLogIsAwayNothingIsAccepted() throws Exception {
        door.eventLog.failWith(() -> {
            throw new LogUnavailableException("no acknowledgement", null);
        });

        HttpResponse<String> response = door.post("application/json", MAIL.getBytes());

        assertEquals(503, response.statusCode());
        assertEquals(Optional.of("5"), response.headers().firstValue("Retry-After"));
        assertTrue(response.body().contains("LogUnavailable"), response.body());
    }

    @Test
    void whatDoesNotFitIntoMemoryIsAskedToComeAgainAndThenTaken() throws Exception {
        try (var _ = door.memory.take(Door.LIMIT - 10)) {
            HttpResponse<String> response = door.post("application/json", MAIL.getBytes());
            assertEquals(503, response.statusCode());
            assertEquals(Optional.of("1"), response.headers().firstValue("Retry-After"));
        }
        // Refused or accepted, each gives back what it took.
        for (int i = 0; i < 1_000; i++) {
            assertEquals(i % 2 == 0 ? 400 : 202,
                    door.post("application/json", i % 2 == 0 ? new byte[2_000] : MAIL.getBytes()).statusCode());
        }
    }

    @Test
    void onlyPostIsAnswered() throws Exception {
        HttpResponse<String> response = door.send(HttpRequest.newBuilder(door.uri()).build());

        assertEquals(405, response.statusCode());
        assertEquals(Optional.of("POST"), response.headers().firstValue("Allow"));
    }

    @Test
    void aTokenIsAskedForWhenTheDoorHasOne(@TempDir Path secret) throws Exception {
        door.close();
        door = new Door(new Credentials(Optional.of(secret), BearerTokens.KEYS, InstantSource.system()));
        assertEquals(503, door.post("application/json", MAIL.getBytes()).statusCode());
        door.close();
        Files.writeString(secret.resolve("token"), "old-one\nnew-one\n\n");
        door = new Door(new Credentials(Optional.of(secret), BearerTokens.KEYS, InstantSource.system()));

        HttpResponse<String> without = door.post("application/json", MAIL.getBytes());
        assertEquals(401, without.statusCode());
        assertEquals(Optional.of("Bearer"), without.headers().firstValue("WWW-Authenticate"));
        assertTrue(without.body().contains("Authorization: Bearer"), without.body());
        for (String wrong : List.of("Bearer other", "Bearer ", "Bearer old-one\tnew-one", "Basic old-one", "old-one")) {
            assertEquals(401, withToken(wrong), wrong);
        }
        for (String right : List.of("Bearer old-one", "bearer new-one")) {
            assertEquals(202, withToken(right), right);
        }
    }

    private int withToken(String header) throws Exception {
        return door.send(door.binary()
                .header("Content-Type", "application/json")
                .header("Authorization", header)
                .POST(BodyPublishers.ofString(MAIL))
                .build()).statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events"})
    void bothPathsAreTheDoor(String path) throws Exception {
        assertEquals(202,
                door.send(
                        HttpRequest.newBuilder(door.uri().resolve(path))
                                .header("Content-Type", Door.STRUCTURED)
                                .POST(BodyPublishers.ofString("{" + REQUIRED + ",\"data\":" + MAIL + "}"))
                                .build())
                        .statusCode());
    }

}
