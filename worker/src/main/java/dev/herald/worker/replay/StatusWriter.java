package dev.herald.worker.replay;

import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.status.stream.DeliveryStatus;
import dev.herald.worker.status.stream.DeliveryStatus.Identity;
import dev.herald.worker.status.stream.StatusRecords;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Writes status events on the status topic once more. Used by one thread. */
final class StatusWriter {

    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> log;
    private final TopicNames names;
    private final StatusRecords records;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private int partitions;

    /**
     * @param producer
     *            stays the caller's
     * @param log
     *            reads which message an event is of, where the ledger does not say; stays the caller's
     */
    StatusWriter(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> log, TopicNames names,
            StatusRecords records) {
        this.producer = producer;
        this.log = log;
        this.names = names;
        this.records = records;
    }

    /** @throws KafkaException if the topic is not there */
    void begin() {
        failure.set(null);
        partitions = producer.partitionsFor(names.status()).size();
    }

    void write(DeliveryStatus status) {
        producer.send(records.rehydrated(named(status), partitions),
                (_, problem) -> failure.compareAndSet(null, problem));
    }

    /**
     * Returns when the topic has all that was written.
     *
     * @throws KafkaException
     *             if it may not have it
     */
    void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new KafkaException("%s: %s".formatted(names.status(), failure.get().getMessage()), failure.get());
        }
    }

    private DeliveryStatus named(DeliveryStatus status) {
        return status.message().isPresent() ? status : status.of(look(status));
    }

    private Optional<Identity> look(DeliveryStatus status) {
        var found = new AtomicReference<ConsumerRecord<byte[], byte[]>>();
        long offset = status.unit().offset();
        new PartitionScan(log).read(new TopicPartition(names.log(), status.partition()), offset, offset + 1, record -> {
            found.set(record);
            return true;
        });
        return Optional.ofNullable(found.get()).flatMap(record -> {
            Labels labels = new LogHeaders(record.headers()).labels(record.timestamp());
            return labels.id().isEmpty() ? Optional.empty() : Optional.of(new Identity(labels.source(), labels.id()));
        });
    }
}
