package dev.herald.worker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows partitions on a thread of its own. Which partitions, from where, and which of them rest, may change at any time
 * and from any thread; a source never hears of a partition again once its {@link #stop} has returned and what it was told
 * before is dealt with.
 */
public final class PartitionReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PartitionReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BACK_OFF = Duration.ofMillis(500);

    /** Hears what is read from one partition, on the reader's thread; the reader waits until it returns. */
    public interface Listener {
        /** At least one record, in order. */
        void read(List<ConsumerRecord<byte[], byte[]>> records);

        /** Everything the partition held has been read. Said again and again, as long as it is so. */
        void reachedEnd();

        /** The place to read from is not there (deleted, or cut off): nothing more is read from the partition. */
        void lost(String reason);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final BlockingQueue<Runnable> changes = new LinkedBlockingQueue<>();
    private final Map<TopicPartition, Listener> listeners = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param name
     *            of the thread
     * @param consumer
     *            is the reader's from now on
     */
    public PartitionReader(String name, Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /**
     * Begins to follow a partition.
     *
     * @param from
     *            offset of the first record, and the leader epoch of the one before it where that is known: Kafka then
     *            tells if the log was cut off
     */
    public void start(TopicPartition partition, OffsetAndMetadata from, Listener listener) {
        change(() -> {
            listeners.put(partition, listener);
            consumer.assign(List.copyOf(listeners.keySet()));
            consumer.seek(partition, from);
        });
    }

    /** Ends following a partition. */
    public void stop(TopicPartition partition) {
        change(() -> {
            listeners.remove(partition);
            consumer.assign(List.copyOf(listeners.keySet()));
        });
    }

    /** Lets a partition rest, or go on. */
    public void rest(TopicPartition partition, boolean rest) {
        change(() -> {
            if (!listeners.containsKey(partition)) {
                return;
            }
            if (rest) {
                consumer.pause(List.of(partition));
            } else {
                consumer.resume(List.of(partition));
            }
        });
    }

    private void change(Runnable change) {
        changes.add(change);
        consumer.wakeup();
    }

    private void run() {
        try (consumer) {
            while (!closed) {
                step();
            }
        } catch (InterruptException e) {
            log.atDebug().log("reader interrupted");
        }
    }

    private void step() {
        try {
            makeChanges();
            if (listeners.isEmpty()) {
                return;
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            records.partitions().forEach(partition -> tell(partition, records.records(partition)));
            tellWhoReachedTheEnd();
        } catch (WakeupException e) {
            log.atTrace().log("woken up by a change");
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions()
                    .forEach((partition, offset) -> lose(partition, "offset " + offset + " is not there any more: " + e
                            .getMessage()));
        } catch (InterruptedException e) {
            closed = true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("reading failed, trying again");
            rest();
        }
    }

    // With nothing to follow it waits here: Kafka answers a poll without partitions with an error.
    private void makeChanges() throws InterruptedException {
        Runnable change = listeners.isEmpty() ? changes.take() : changes.poll();
        while (change != null) {
            change.run();
            change = changes.poll();
        }
    }

    private void tell(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        Listener listener = listeners.get(partition);
        if (listener != null) {
            listener.read(records);
        }
    }

    private void tellWhoReachedTheEnd() {
        for (TopicPartition partition : new ArrayList<>(listeners.keySet())) {
            if (consumer.currentLag(partition).orElse(-1) == 0) {
                listeners.get(partition).reachedEnd();
            }
        }
    }

    private void lose(TopicPartition partition, String reason) {
        Listener listener = listeners.remove(partition);
        consumer.assign(List.copyOf(listeners.keySet()));
        if (listener != null) {
            listener.lost(reason);
        }
    }

    // Interrupted by close alone.
    private void rest() {
        try {
            Thread.sleep(BACK_OFF);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        change(() -> log.atDebug().log("reader ends"));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
