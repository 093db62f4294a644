package dev.herald.e2e.bulk;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * One of many messages, to the channel {@value #CHANNEL}; every twentieth carries an attachment.
 *
 * @param number from 1; decides everything else
 */
public record BulkMessage(int number) {
    /** The key of the channel they address. */
    public static final String CHANNEL = "bulk";
    /** One of so many carries an attachment. */
    public static final int ONE_OF = 20;

    private static final String SOURCE = "/bulk";

    public String id() {
        return "bulk-" + number;
    }

    public boolean hasAttachment() {
        return number % ONE_OF == 0;
    }

    /** What {@code Herald-Message} will say: the first 22 characters of base64url of SHA-256 of source, line feed, id. */
    public String message() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes(SOURCE + "\n" + id()));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a producer that uses no ingest writes it to the log. */
    ProducerRecord<byte[], byte[]> record(String topic) {
        var attachments = hasAttachment()
                ? "[{\"name\":\"a.txt\",\"contentType\":\"text/plain\",\"content\":\"YQ==\"}]"
                : "[]";
        var body = "{\"recipients\":{\"" + CHANNEL + "\":[]},\"data\":{\"number\":" + number + "},\"attachments\":"
                + attachments + "}";
        return new ProducerRecord<>(topic, null, null, bytes(SOURCE + " " + id()), bytes(body),
                List.of(header("ce_specversion", "1.0"), header("ce_id", id()), header("ce_source", SOURCE),
                        header("ce_type", "bulk.sent"),
                        header("content-type", "application/vnd.herald.message.v1+json"),
                        header("herald-channels", CHANNEL),
                        header("herald-attachments", Boolean.toString(hasAttachment()))));
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
