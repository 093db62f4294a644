package dev.herald.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads a stretch of a partition from one end to the other. */
public final class PartitionScan {
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;

    /** @param consumer stays the caller's, and is used by nobody else meanwhile */
    public PartitionScan(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param from
     *            first offset; what retention has deleted is left out
     * @param to
     *            the offset after the last one
     * @param reader
     *            hears each record in order; false ends the scan
     */
    public void read(TopicPartition partition, long from, long to,
            Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        // Not every offset has a record: the end of a transaction takes one.
        while (consumer.position(partition) < to) {
            try {
                for (var record : consumer.poll(POLL).records(partition)) {
                    if (record.offset() >= to || !reader.test(record)) {
                        return;
                    }
                }
            } catch (OffsetOutOfRangeException e) {
                skipDeleted(partition, e);
            }
        }
    }

    private void skipDeleted(TopicPartition partition, OffsetOutOfRangeException failure) {
        long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
        if (consumer.position(partition) >= begin) {
            throw failure;
        }
        consumer.seek(partition, begin);
    }
}
