package dev.herald.worker.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

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
        begin(partition, from);
        // Not every offset has a record: the end of a transaction takes one.
        while (consumer.position(partition) < to) {
            if (!given(fetch(partition).records(), to, reader)) {
                return;
            }
        }
    }

    /** The same, for much: while the reader works on what has come, more is fetched. */
    public void readAhead(TopicPartition partition, long from, long to,
            Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        begin(partition, from);
        if (consumer.position(partition) >= to) {
            return;
        }
        // Never used by both threads at once: the next fetch begins when the last one has been taken.
        try (ExecutorService ahead = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("fetch").factory())) {
            Future<Fetched> next = ahead.submit(() -> fetch(partition));
            while (true) {
                Fetched fetched = taken(next);
                boolean isLast = fetched.position() >= to;
                if (!isLast) {
                    next = ahead.submit(() -> fetch(partition));
                }
                if (!given(fetched.records(), to, reader) || isLast) {
                    return;
                }
            }
        }
    }

    /** What came, and where the next fetch begins. */
    private record Fetched(List<ConsumerRecord<byte[], byte[]>> records, long position) {}

    private void begin(TopicPartition partition, long from) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
    }

    private Fetched fetch(TopicPartition partition) {
        try {
            return new Fetched(consumer.poll(POLL).records(partition), consumer.position(partition));
        } catch (OffsetOutOfRangeException e) {
            skipDeleted(partition, e);
            return new Fetched(List.of(), consumer.position(partition));
        }
    }

    private static boolean given(List<ConsumerRecord<byte[], byte[]>> records, long to,
            Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        for (var record : records) {
            if (record.offset() >= to || !reader.test(record)) {
                return false;
            }
        }
        return true;
    }

    private static Fetched taken(Future<Fetched> next) {
        try {
            return next.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new KafkaException(e.getCause());
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
