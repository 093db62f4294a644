package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.ledger.Labels.Attachments;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Messages that stand in for strata of which the log has none: between them they use every member of a message. */
final class GoldenSamples {

    /**
     * One of them in one format.
     *
     * @param name
     *            {@code <message>-<format>}
     */
    record Golden(String name, String format, byte[] value, Head head) {}

    private GoldenSamples() {
    }

    /**
     * @param keys
     *            of channels, all of which they address
     * @param formats
     *            each message in each of these that can hold it
     */
    static List<Golden> in(List<String> keys, List<String> formats, Codec codec) {
        var samples = new ArrayList<Golden>();
        messages(keys).forEach((name, message) -> formats.forEach(format -> codec.write(format, message)
                .result()
                .map(value -> new Golden(name + "-" + format, format, value, head(message, format, value)))
                .ifPresent(samples::add)));
        return samples;
    }

    private static Map<String, Message> messages(List<String> keys) {
        var recipients = new LinkedHashMap<String, List<String>>();
        keys.forEach(key -> recipients.put(key, List.of("golden@example.org", "zoë@example.org")));
        if (keys.isEmpty()) {
            recipients.put("email", List.of());
        }
        Message plain = new Message(recipients, Optional.of("Grüße – 😀"), Optional.of("one\r\ntwo\n"),
                Optional.empty(),
                Optional.empty(), List.of(), Map.of(), Optional.empty(), Optional.empty());
        var messages = new LinkedHashMap<String, Message>();
        messages.put("plain", plain);
        messages.put("tags", plain.withHtml("<p>one</p>").withTag("welcome", "").withTag("tenant:7", ""));
        messages.put("attachments", plain.withAttachments(
                new Attachment("all-bytes.bin", "application/octet-stream", everyByte()),
                new Attachment("empty.txt", "text/plain; charset=utf-8", new byte[0]),
                new Attachment("Rechnung – 請求書 😀.pdf", "application/pdf", new byte[]{'%', 'P', 'D', 'F', 0, -1})));
        messages.put("inline", plain.withHtml("<img src=\"cid:logo@shop\">")
                .withTag("tier", "gold")
                .withAttachments(
                        new Attachment("logo.png", "image/png", everyByte()).withContentId("logo@shop").inline()));
        messages.put("data", plain.withData(JsonNodeFactory.instance.objectNode()
                .put("order", 17)
                .put("total", new BigDecimal("1234567890123456.70"))
                .put("note", "é€😀"))
                .withDeliverAfter(Instant.parse("2026-11-23T08:00:00Z"))
                .withExpiresAt(Instant.parse("2026-11-24T08:00:00.123456789Z")));
        return messages;
    }

    private static Head head(Message message, String format, byte[] value) {
        // The same strata as of a record whose headers tell of the message.
        var attachments = message.attachments().isEmpty() ? Attachments.NO : Attachments.YES;
        List<String> tags = message.tags().isEmpty() ? List.of() : List.of("golden");
        return new Head(Instant.EPOCH, value.length, format, attachments, tags,
                List.copyOf(message.recipients().keySet()));
    }

    /** What to take of them so that each of these strata has something. */
    static List<Golden> filling(Set<String> absent, List<Golden> samples, List<String> keys) {
        return samples.stream()
                .filter(it -> Strata.of(it.head(), Set.copyOf(keys)).stream().anyMatch(absent::contains))
                .toList();
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
