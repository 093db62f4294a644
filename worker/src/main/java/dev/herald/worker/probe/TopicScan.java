package dev.herald.worker.probe;

import static java.util.function.Predicate.not;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads topics from their beginning to what is their end now, all partitions side by side, as far as time allows. */
final class TopicScan {

    static final Duration BACK_OFF = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(TopicScan.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final List<String> topics;
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /** @param consumer stays the caller's */
    TopicScan(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer, List<String> topics) {
        this.consumer = consumer;
        this.topics = topics;
    }

    /**
     * Fixes where to read from and up to where.
     *
     * @return why that is not possible; empty when it is
     */
    Optional<String> begin(Deadline deadline) throws InterruptedException {
        String complaint;
        do {
            try {
                return tryToBegin();
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("error", e.toString()).log("Kafka does not answer, trying again");
                complaint = "Kafka did not answer: " + e.getMessage();
                Thread.sleep(BACK_OFF);
            }
        } while (!deadline.hasPassed());
        return Optional.of(complaint);
    }

    private Optional<String> tryToBegin() {
        var partitions = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            var found = consumer.partitionsFor(topic, TIMEOUT);
            if (found == null || found.isEmpty()) {
                return Optional.of("the topic %s is not there".formatted(topic));
            }
            found.forEach(it -> partitions.add(new TopicPartition(topic, it.partition())));
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, TIMEOUT);
        ends.putAll(consumer.endOffsets(partitions, TIMEOUT));
        consumer.assign(partitions);
        beginnings.forEach(consumer::seek);
        return Optional.empty();
    }

    /**
     * @return what was not read; empty when all was
     */
    Optional<String> read(Consumer<ConsumerRecord<byte[], byte[]>> reader, Deadline deadline)
            throws InterruptedException {
        Map<TopicPartition, Long> unread = Map.copyOf(ends);
        do {
            try {
                for (var record : consumer.poll(POLL)) {
                    if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                        reader.accept(record);
                    }
                }
                unread = unread();
                // What arrives meanwhile is nobody's business here.
                consumer.pause(consumer.assignment().stream().filter(not(unread::containsKey)).toList());
            } catch (OffsetOutOfRangeException e) {
                // Retention has been quicker.
                consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.atWarn().addKeyValue("error", e.toString()).log("Kafka does not answer, trying again");
                Thread.sleep(BACK_OFF);
            }
        } while (!unread.isEmpty() && !deadline.hasPassed());
        return unread.isEmpty()
                ? Optional.empty()
                : Optional.of("not looked at in time: " + unread.entrySet()
                        .stream()
                        .collect(Collectors.groupingBy(it -> it.getKey().topic(),
                                Collectors.summingLong(Map.Entry::getValue)))
                        .entrySet()
                        .stream()
                        .map(it -> "some %d messages of %s".formatted(it.getValue(), it.getKey()))
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }

    private Map<TopicPartition, Long> unread() {
        var unread = new HashMap<TopicPartition, Long>();
        ends.forEach((partition, end) -> {
            long left = end - consumer.position(partition, TIMEOUT);
            if (left > 0) {
                unread.put(partition, left);
            }
        });
        return unread;
    }
}
