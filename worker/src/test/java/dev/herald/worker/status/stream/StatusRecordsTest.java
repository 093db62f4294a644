package dev.herald.worker.status.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;

/** The record of docs/formats.md, "The status topic". */
class StatusRecordsTest {

    private static final StatusRecords RECORDS = new StatusRecords(new TopicNames("orders", "orders"), "shop",
            "orders");

    private static DeliveryStatus failed(String id) {
        return new DeliveryStatus(Outcome.Failed, "email", 3, 17, Ledger.NOON, new Unit(5, 0),
                Optional.of(new Identity("/shop", id)), 2, "relay", "r1", "",
                Optional.of(new DeliveryStatus.Error("Recipient", "550", "550 no user jane@example.org here")),
                Optional.empty(), "", Ledger.NOON);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static JsonNode data(ProducerRecord<byte[], byte[]> record) throws UndecodableException {
        return MessageFormat.JSON_V1.decode(record.value()).data().orElseThrow();
    }

    @Test
    void isAMessageToTheChannelStatus() throws Exception {
        ProducerRecord<byte[], byte[]> record = RECORDS.full(failed("m-1"), 12);
        assertEquals("orders.status", record.topic());
        assertEquals(3, record.partition());
        var headers = new LogHeaders(record.headers());
        assertEquals(Optional.of("1.0"), headers.specVersion());
        assertEquals(Optional.of("orders.email.ledger/3@17.1795435200000"), headers.id());
        assertEquals(Optional.of("/herald/shop/orders/email"), headers.source());
        assertEquals(Optional.of("dev.herald.delivery.failed"), headers.type());
        assertEquals(Optional.of(Ledger.NOON), headers.time());
        assertEquals(List.of("status"), headers.channels());
        assertEquals("/shop m-1", header(record, "ce_subject"));
        assertEquals("/herald/shop/orders/email orders.email.ledger/3@17.1795435200000",
                new String(record.key(), StandardCharsets.UTF_8));

        Message message = MessageFormat.ofContentType(headers.contentType().orElseThrow())
                .orElseThrow()
                .decode(record.value());
        assertEquals(Map.of("status", List.of()), message.recipients());
        assertEquals(new ObjectMapper().readTree("""
                {"outcome": "Failed", "channel": "email", "where": "log/3@5", "recipient": 0, "at": "2026-11-23T12:00:00Z",
                 "message": {"source": "/shop", "id": "m-1"}, "attempt": 2, "provider": "relay", "revision": "r1",
                 "error": {"kind": "Recipient", "code": "550", "text": "550 no user [address] here"}}
                """), message.data().orElseThrow());
    }

    @Test
    void isTheSameEventWheneverItIsPublished() throws Exception {
        ProducerRecord<byte[], byte[]> first = RECORDS.full(failed("m-1"), 12);
        ProducerRecord<byte[], byte[]> again = RECORDS.rehydrated(failed("m-1"), 12);
        assertEquals(header(first, "ce_id"), header(again, "ce_id"));
        assertArrayEquals(first.key(), again.key());
        assertEquals(first.partition(), again.partition());
        assertEquals("true", header(again, "ce_rehydrated"));
        assertTrue(data(again).path("rehydrated").asBoolean());
        assertFalse(data(first).has("rehydrated"));
    }

    @Test
    void whatIsTruncatedHasNothingThatMayBeLong() throws Exception {
        ProducerRecord<byte[], byte[]> record = RECORDS.truncated(failed("x".repeat(1_024)), 12);
        assertTrue(record.value().length < 300, new String(record.value(), StandardCharsets.UTF_8));
        assertEquals(null, record.headers().lastHeader("ce_subject"));
        assertEquals(new ObjectMapper().readTree("""
                {"outcome": "Failed", "channel": "email", "where": "log/3@5", "recipient": 0, "at": "2026-11-23T12:00:00Z",
                 "truncated": true}"""), data(record));
    }
}
