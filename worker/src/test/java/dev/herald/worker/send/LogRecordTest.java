package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.delivery.LogEntry;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogRecordTest {
    private static final Instant ACCEPTED = Instant.parse("2026-11-23T08:00:00Z");
    private static final Message MESSAGE = Message.to("email", "one@example.org", "two@example.org").withText("hello");

    @Test
    void hasAUnitForEachRecipient() {
        LogEntry.Content content = record(headers(), MESSAGE).content();

        assertEquals(new LogEntry.Decoded(2, Optional.empty(), Optional.empty()), content);
    }

    @Test
    void hasOneUnitForAWebhookWithoutRecipients() {
        Map<String, String> headers = headers();
        headers.put(LogHeaders.CHANNELS, "hooks");
        var record = new LogRecord(kafka(headers, MessageFormat.JSON_V1.encode(Message.to("hooks"))), "hooks",
                ChannelType.Webhook, true);

        assertEquals(new LogEntry.Decoded(1, Optional.empty(), Optional.empty()), record.content());
        assertEquals(Optional.empty(), record.delivery(claim(0)).recipient());
    }

    @Test
    void saysWhatToSendToWhom() {
        LogRecord record = record(headers(), MESSAGE);
        assertInstanceOf(LogEntry.Decoded.class, record.content());

        Delivery delivery = record.delivery(claim(1));

        assertEquals(Optional.of("two@example.org"), delivery.recipient());
        assertEquals(new Delivery.Event("/shop", "m-1", "order", Instant.parse("2026-11-23T07:00:00Z")),
                delivery.event());
        assertEquals(3, delivery.attempt());
        assertEquals("0000000000000001000000000000002a", delivery.claim());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ce_id           |                        | ce_id is missing
            ce_source       |                        | ce_source is missing
            ce_type         |                        | ce_type is missing
            ce_specversion  |                        | ce_specversion is missing
            ce_specversion  | 0.3                    | ce_specversion must be 1.0
            content-type    |                        | content-type is missing
            content-type    | text/plain             | content-type names no format that this worker reads
            content-type    | application/vnd.herald.message.v9+json | content-type names no format that this worker reads
            """)
    void cannotBeDecodedWhenAHeaderIsNotWhatItMustBe(String header, String value, String error) {
        Map<String, String> headers = headers();
        headers.remove(header);
        if (value != null) {
            headers.put(header, value);
        }

        assertEquals(new LogEntry.Undecodable(error), record(headers, MESSAGE).content());
    }

    @Test
    void cannotBeDecodedWhenItNamesAChannelAndHasNoRecipientsForIt() {
        assertEquals(
                new LogEntry.Undecodable(
                        "recipients.email is missing, though herald-channels names the channel"),
                record(headers(), Message.to("hooks")).content());
        assertEquals(new LogEntry.Undecodable("recipients.email must name at least one address"),
                record(headers(), Message.to("email")).content());
    }

    @Test
    void cannotBeDecodedWhenItIsEmptyOrGarbage() {
        for (byte[] value : new byte[][]{null, {}, "garbage".getBytes(StandardCharsets.UTF_8), "[".repeat(100_000)
                .getBytes(StandardCharsets.UTF_8)}) {
            var record = new LogRecord(kafka(headers(), value), "email", ChannelType.Email, true);
            assertInstanceOf(LogEntry.Undecodable.class, record.content());
        }
    }

    @Test
    void addressesTheChannelsItNamesAndNoOther() {
        assertTrue(record(headers(), MESSAGE).addressed());
        for (String channels : List.of("", "emails", "hooks,sms")) {
            Map<String, String> headers = headers();
            headers.put(LogHeaders.CHANNELS, channels);
            assertFalse(record(headers, MESSAGE).addressed(), channels);
        }
        var before = new LogRecord(kafka(headers(), new byte[0]), "email", ChannelType.Email, false);
        assertFalse(before.addressed());
    }

    @Test
    void isLabelledByItsHeadersAlone() {
        Map<String, String> headers = headers();
        headers.put(LogHeaders.ATTACHMENTS, "true");
        headers.put(LogHeaders.TAGS, "invoice, eu,");

        assertEquals(new Labels("/shop", "m-1", ACCEPTED, Labels.Attachments.YES, List.of("invoice", "eu"), "json-v1"),
                new LogRecord(kafka(headers, new byte[0]), "email", ChannelType.Email, true).labels());
        assertEquals(new Labels("", "", ACCEPTED, Labels.Attachments.UNKNOWN, List.of(), "unknown"),
                new LogRecord(kafka(Map.of(), new byte[0]), "email", ChannelType.Email, true).labels());
    }

    @Test
    void aTagWithTheLongestKeyAndValueIsALabelAsItIs() {
        Map<String, String> headers = headers();
        String tag = "k".repeat(64) + "=" + "v".repeat(64);
        headers.put(LogHeaders.TAGS, tag + ",eu," + tag + "!");

        assertEquals(List.of(tag, "eu", tag),
                new LogRecord(kafka(headers, new byte[0]), "email", ChannelType.Email, true).labels().tags());
    }

    private static LogRecord record(Map<String, String> headers, Message message) {
        return new LogRecord(kafka(headers, MessageFormat.JSON_V1.encode(message)), "email", ChannelType.Email, true);
    }

    private static Map<String, String> headers() {
        return new LinkedHashMap<>(Map.of(LogHeaders.SPEC_VERSION, "1.0", LogHeaders.ID, "m-1", LogHeaders.SOURCE,
                "/shop", LogHeaders.TYPE, "order", LogHeaders.TIME, "2026-11-23T08:00:00+01:00",
                LogHeaders.CONTENT_TYPE, MessageFormat.JSON_V1.mediaType(), LogHeaders.CHANNELS, "email,hooks"));
    }

    private static ConsumerRecord<byte[], byte[]> kafka(Map<String, String> values, byte[] value) {
        var headers = new RecordHeaders();
        values.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>("orders", 0, 7, ACCEPTED.toEpochMilli(), TimestampType.CREATE_TIME, 0, 0, null,
                value, headers, Optional.empty());
    }

    private static Fact.Claim claim(int recipient) {
        return new Fact.Claim(5, 5, new Unit(7, recipient), 3, new ClaimId(1, 42), 2, "relay", "3f9a1c22", "", ACCEPTED,
                new Labels("/shop", "m-1", ACCEPTED, Labels.Attachments.UNKNOWN, List.of(), "json-v1"));
    }
}
