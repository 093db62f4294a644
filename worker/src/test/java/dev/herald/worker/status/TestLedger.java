package dev.herald.worker.status;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes what applications and senders would write: messages, facts, commits. */
final class TestLedger implements AutoCloseable {

    private final TopicNames names;
    private final String servers;
    private final KafkaProducer<byte[], byte[]> producer;
    private long takeover = -1;
    private long offset;
    private long claims;

    TestLedger(String servers, String name) {
        this.servers = servers;
        this.names = new TopicNames(name, name);
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 5),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A message of a content type, in the log or the quarantine. */
    void message(boolean quarantined, int partition, String contentType) {
        var record = new ProducerRecord<byte[], byte[]>(quarantined ? names.quarantine() : names.log(), partition, null,
                new byte[100]);
        record.headers()
                .add(new RecordHeader("herald-channels", "email".getBytes(StandardCharsets.UTF_8)))
                .add(new RecordHeader("content-type", contentType.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** All before an offset goes, as by retention. */
    void cutLog(int partition, long before) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteRecords(
                    Map.of(new TopicPartition(names.log(), partition), RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record of the control topic. */
    void control(String key, String json) {
        producer.send(new ProducerRecord<>(names.control(), key.getBytes(StandardCharsets.UTF_8),
                json.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    /** A message in the log. */
    void message(int partition, Optional<String> channels) {
        var record = new ProducerRecord<byte[], byte[]>(names.log(), partition, null, new byte[100]);
        channels.ifPresent(keys -> record.headers()
                .add(new RecordHeader("herald-channels", keys.getBytes(StandardCharsets.UTF_8))));
        producer.send(record);
        producer.flush();
    }

    long append(String channel, Fact fact) {
        return append(channel, FactFormat.encode(fact));
    }

    long append(String channel, byte[] value) {
        try {
            return producer.send(new ProducerRecord<>(names.ledger(channel), 0, null, value)).get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many units, claimed once, with this end; without an end they stay under their claim. */
    void decide(String channel, int units, Attachments attachments, boolean accepted) {
        if (takeover < 0) {
            takeover = append(channel, new Fact.Takeover(UUID.randomUUID(), "sender-0", "3f9a1c22"));
        }
        for (int i = 0; i < units; i++) {
            Unit unit = new Unit(offset++, 0);
            ClaimId id = claim(channel, unit, attachments);
            append(channel, accepted
                    ? new Fact.Accepted(unit, 1, id, "250 ok", Instant.now())
                    : new Fact.Failed(unit, 1, id, FailureKind.CONTENT, Optional.empty(), "552",
                            "message content rejected", Instant.now()));
        }
    }

    private ClaimId claim(String channel, Unit unit, Attachments attachments) {
        ClaimId id = new ClaimId(7, ++claims);
        append(channel, new Fact.Claim(takeover, Long.MAX_VALUE, unit, 1, id, 1, "relay", "3f9a1c22", "", Instant.now(),
                labels(attachments)));
        return id;
    }

    void quarantine(String channel) {
        append(channel, new Fact.Listed(takeover, Unit.whole(offset++), Fact.Listed.Reason.QUARANTINED, "",
                "attachments[0].content: is not base64", labels(Attachments.YES)));
    }

    /** A message with a name. */
    void named(int partition, String id) {
        var record = new ProducerRecord<byte[], byte[]>(names.log(), partition, null, new byte[100]);
        Map.of("herald-channels", "email", "ce_source", "/shop", "ce_id", id)
                .forEach((header, value) -> record.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(record);
        producer.flush();
    }

    /** What an owner that has it from a checkpoint says of a unit that became too old. */
    void expireCarried(String channel, long of) {
        takeover = append(channel, new Fact.Takeover(UUID.randomUUID(), "sender-0", "3f9a1c22"));
        append(channel, new Fact.Listed(takeover, new Unit(of, 0), Fact.Listed.Reason.EXPIRED, "", "timeToLive",
                labels(Attachments.NO).withoutIdentity()));
    }

    private static Labels labels(Attachments attachments) {
        return new Labels("shop", UUID.randomUUID().toString(), Instant.now(), attachments, List.of("invoice"),
                "json-v1");
    }

    void commit(String channel, int partition, long next) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            AlterConsumerGroupOffsetsResult result = admin.alterConsumerGroupOffsets(names.progressGroup(channel),
                    Map.of(new TopicPartition(names.log(), partition),
                            new OffsetAndMetadata(next, "1 0 AAAAAAAAAAAAAAAAAAAAAA 0")));
            result.all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
