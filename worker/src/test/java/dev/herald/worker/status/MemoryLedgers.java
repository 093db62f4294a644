package dev.herald.worker.status;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.herald.worker.kafka.TopicNames;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** The ledgers of channels in memory, and consumers that read them as Kafka's would. */
final class MemoryLedgers {

    static final TopicNames NAMES = new TopicNames("orders", "orders");
    private static final int MOST_POLLED = 500;

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
    private final int partitions;

    MemoryLedgers(int partitions, Collection<String> channels) {
        this.partitions = partitions;
        channels.forEach(channel -> IntStream.range(0, partitions)
                .forEach(p -> records.put(new TopicPartition(NAMES.ledger(channel), p), new ArrayList<>())));
    }

    /** @return its offset */
    long append(String channel, int partition, long time, byte[] fact) {
        List<ConsumerRecord<byte[], byte[]>> all = records.get(new TopicPartition(NAMES.ledger(channel), partition));
        all.add(new ConsumerRecord<>(NAMES.ledger(channel), partition, all.size(), time, TimestampType.LOG_APPEND_TIME,
                0, fact.length, null, fact, new RecordHeaders(), Optional.empty()));
        return all.size() - 1;
    }

    /** All facts, partition by partition. */
    void forEach(java.util.function.Consumer<byte[]> each) {
        records.values().forEach(all -> all.forEach(record -> each.accept(record.value())));
    }

    Consumer<byte[], byte[]> consumer() {
        return new Reader();
    }

    /** All that a consumer is asked by those who read ledgers; what it inherits is never asked. */
    private final class Reader extends MockConsumer<byte[], byte[]> {
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private Set<TopicPartition> paused = Set.of();

        Reader() {
            super("earliest");
        }

        @Override
        public synchronized void assign(Collection<TopicPartition> wanted) {
            positions.keySet().retainAll(wanted);
            wanted.forEach(partition -> positions.putIfAbsent(partition, 0L));
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            positions.put(partition, offset);
        }

        @Override
        public synchronized void pause(Collection<TopicPartition> some) {
            paused = Set.copyOf(some);
        }

        @Override
        public synchronized void resume(Collection<TopicPartition> some) {
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            var polled = new HashMap<TopicPartition, List<ConsumerRecord<byte[], byte[]>>>();
            positions.replaceAll((partition, position) -> {
                List<ConsumerRecord<byte[], byte[]>> all = records.get(partition);
                int to = paused.contains(partition)
                        ? position.intValue()
                        : (int) Math.min(all.size(), position + MOST_POLLED);
                polled.put(partition, List.copyOf(all.subList(position.intValue(), to)));
                return (long) to;
            });
            return new ConsumerRecords<>(polled, Map.of());
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration timeout) {
            return positions.get(partition);
        }

        @Override
        public synchronized Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> wanted) {
            return wanted.stream().collect(Collectors.toMap(partition -> partition, _ -> 0L));
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> wanted, Duration timeout) {
            return wanted.stream()
                    .collect(Collectors.toMap(partition -> partition,
                            partition -> (long) records.get(partition).size()));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
            times.forEach((partition, time) -> records.get(partition)
                    .stream()
                    .filter(record -> record.timestamp() >= time)
                    .findFirst()
                    .ifPresent(record -> found.put(partition,
                            new OffsetAndTimestamp(record.offset(), record.timestamp()))));
            return found;
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            return records.keySet().stream().anyMatch(partition -> partition.topic().equals(topic))
                    ? IntStream.range(0, partitions)
                            .mapToObj(partition -> new PartitionInfo(topic, partition, null, null, null))
                            .toList()
                    : List.of();
        }
    }
}
