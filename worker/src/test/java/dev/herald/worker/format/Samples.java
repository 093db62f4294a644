package dev.herald.worker.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages that between them use every member of the formats. */
final class Samples {
    private Samples() {
    }

    /** What this format can hold. */
    static Map<String, Message> of(MessageFormat format) {
        return format == MessageFormat.JSON_V1 ? ofAll() : ofAllButTheFirst();
    }

    private static Map<String, Message> ofAll() {
        var samples = new LinkedHashMap<String, Message>();
        samples.put("minimal", Message.to("email", "ada@example.org").withSubject("Hello").withText("Hello Ada"));
        samples.put("webhook", Message.to("hooks")
                .withData(
                        json("{\"order\":17,\"total\":1234567890123456.70,\"lines\":[null,true,{\"sku\":\"a/b\"}],\"note\":\"é€😀\"}")));
        samples.put("attachments", Message.to("email", "ada@example.org", "bob@example.org")
                .withSubject("Invoice")
                .withText("see there")
                .withAttachments(new Attachment("all-bytes.bin", "application/octet-stream", everyByte()),
                        new Attachment("empty.txt", "text/plain; charset=utf-8", new byte[0]),
                        new Attachment("Rechnung für Zoë – 請求書 😀.pdf", "application/pdf",
                                new byte[]{'%', 'P', 'D', 'F'})));
        samples.put("everything",
                new Message(Map.of("email", List.of("zoë@example.org"), "hooks", List.of()), Optional.of("Grüße – 😀"),
                        Optional.of("one\r\ntwo\n"), Optional.of("<p>one</p>"), Optional.of(json("[1,2.5,\"x\"]")),
                        List.of(new Attachment("a.txt", "text/plain", new byte[]{0, 10, 13, -1})),
                        Map.of(), Optional.of(Instant.parse("2026-11-23T08:00:00Z")),
                        Optional.of(Instant.parse("2026-11-24T08:00:00.123456789Z")))
                        .withTag("welcome", "")
                        .withTag("tenant:7", ""));
        return samples;
    }

    private static Map<String, Message> ofAllButTheFirst() {
        var samples = ofAll();
        samples.put("inline", Message.to("email", "ada@example.org")
                .withHtml("<p><img src=\"cid:logo@example.org\"></p>")
                .withAttachments(
                        new Attachment("logo.png", "image/png", everyByte()).withContentId("logo@example.org").inline(),
                        new Attachment("empty.bin", "application/octet-stream", new byte[0]).inline(),
                        new Attachment("terms.pdf", "application/pdf", new byte[]{-1, 0}).withContentId("terms"))
                .withTag("welcome", "")
                .withTag("tenant", "seven/7")
                .withTag("a:b", "c:d"));
        return samples;
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
                    .readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
