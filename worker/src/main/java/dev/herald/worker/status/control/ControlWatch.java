package dev.herald.worker.status.control;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the control topic from its start. Used by one thread. */
public final class ControlWatch {

    private static final Logger log = LoggerFactory.getLogger(ControlWatch.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final ControlState state;
    private boolean isAssigned;
    private volatile boolean isCurrent;

    /** @param consumer is this object's from now on */
    public ControlWatch(Consumer<byte[], byte[]> consumer, String topic, ControlState state) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.state = state;
    }

    /** Whether all that the topic held when reading began has been read. */
    public boolean isCurrent() {
        return isCurrent;
    }

    /** Reads what there is, and waits a little if there is nothing. */
    public void read() throws InterruptedException {
        if (!isAssigned) {
            assign();
            return;
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                apply(record);
            }
        } catch (OffsetOutOfRangeException e) {
            log.atWarn().addKeyValue("topic", partition.topic()).log("control topic was cut or made anew");
            consumer.seekToBeginning(List.of(partition));
        }
        if (!isCurrent) {
            isCurrent = consumer.position(partition, TIMEOUT) >= consumer.endOffsets(List.of(partition), TIMEOUT)
                    .get(partition);
        }
    }

    private void assign() throws InterruptedException {
        List<?> partitions = consumer.partitionsFor(partition.topic(), TIMEOUT);
        if (partitions == null || partitions.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        isAssigned = true;
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        try {
            state.apply(key, record.value(), Instant.ofEpochMilli(record.timestamp()));
        } catch (IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("control record passed over");
        }
    }

    /** Ends reading. */
    public void close() {
        consumer.close();
    }
}
