package dev.herald.worker.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.delivery.LogEntry.Decoded;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.Delivery;
import dev.herald.worker.status.stream.DeliveryStatus;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.DeliveryStatus.Outcome;
import dev.herald.worker.status.stream.StatusRecords;

/** A record of the status topic is a message to a sender of a pipeline whose log that topic is. */
class StatusEventTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void isSentByAWebhookChannelWithTheKeyStatus() {
        ProducerRecord<byte[], byte[]> event = new StatusRecords(new TopicNames("orders", "orders"), "shop", "orders")
                .rehydrated(new DeliveryStatus(Outcome.Accepted, "email", 3, 17, NOON, new Unit(5, 0),
                        Optional.of(new Identity("/shop", "m-1")), 1, "relay", "r1", "", Optional.empty(),
                        Optional.empty(), "4f", NOON), 12);
        var record = new LogRecord(new ConsumerRecord<>(event.topic(), 3, 0, NOON.toEpochMilli(),
                TimestampType.CREATE_TIME, 0, 0, event.key(), event.value(), event.headers(), Optional.empty()),
                StatusRecords.CHANNEL, ChannelType.Webhook, true);
        assertTrue(record.addressed());
        assertEquals(1, assertInstanceOf(Decoded.class, record.content()).recipients());
        Delivery delivery = record.delivery(new Fact.Claim(0, 0, new Unit(0, 0), 1, new ClaimId(1, 1), 1, "hook", "r2",
                "", NOON, new Labels("", "", NOON, Labels.Attachments.NO, List.of(), "json-v1")));
        assertEquals("dev.herald.delivery.accepted", delivery.event().type());
        assertEquals(NOON, delivery.event().time());
        assertEquals("m-1", delivery.message().data().orElseThrow().path("message").path("id").asText());
    }
}
