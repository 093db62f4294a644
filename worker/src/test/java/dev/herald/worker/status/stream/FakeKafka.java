package dev.herald.worker.status.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import dev.herald.worker.ledger.FactFormat;

/** A ledger of one partition, the log and the status topic, without a broker. Commits outlive consumers. */
final class FakeKafka implements StatusStream.Clients {

    static final TopicPartition LEDGER = new TopicPartition("orders.email.ledger", 0);

    final Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    final Ledger ledger = new Ledger();
    LedgerConsumer consumer;

    /** Gives what the ledger holds when a partition is assigned, and what is added later. */
    final class LedgerConsumer extends MockConsumer<byte[], byte[]> {
        private long given;

        LedgerConsumer() {
            super("none");
            setMaxPollRecords(500);
            updatePartitions(LEDGER.topic(), List.of(new PartitionInfo(LEDGER.topic(), 0, null, null, null)));
            updateBeginningOffsets(Map.of(LEDGER, 0L));
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            for (; given < ledger.facts.size(); given++) {
                addRecord(new ConsumerRecord<>(LEDGER.topic(), 0, given, Ledger.time(given).toEpochMilli(),
                        TimestampType.LOG_APPEND_TIME, 0, 0, null,
                        FactFormat.encode(ledger.facts.get((int) given)),
                        new RecordHeaders(), Optional.empty()));
            }
            return super.poll(timeout);
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            given = offset;
            super.seek(partition, offset);
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions,
                Duration timeout) {
            return partitions.stream().collect(Collectors.toMap(it -> it, _ -> (long) ledger.facts.size()));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times,
                Duration timeout) {
            long offset = Math.max(0,
                    Duration.between(Ledger.NOON, Instant.ofEpochMilli(times.get(LEDGER))).toSeconds());
            return offset < ledger.facts.size()
                    ? Map.of(LEDGER, new OffsetAndTimestamp(offset, Ledger.time(offset).toEpochMilli()))
                    : Map.of();
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions,
                Duration timeout) {
            return commits.entrySet()
                    .stream()
                    .filter(commit -> partitions.contains(commit.getKey()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            commits.putAll(offsets);
        }
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        consumer = new LedgerConsumer();
        return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> positions() {
        throw new IllegalStateException("all events of these tests have names");
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        var partition = new PartitionInfo("orders.status", 0, Node.noNode(), new Node[0], new Node[0]);
        producers.add(new MockProducer<>(
                new Cluster("cluster", List.of(), List.of(partition), Set.of(), Set.of()), false, null,
                new ByteArraySerializer(), new ByteArraySerializer()));
        return producers.getLast();
    }

    /** The topic takes all that is under way. */
    void take() {
        while (producers.getLast().completeNext()) {
            // Until nothing is left.
        }
    }

    /** The topic refuses all that is under way. */
    void refuse(RuntimeException why) {
        while (producers.getLast().errorNext(why)) {
            // Until nothing is left.
        }
    }

    int sent() {
        return producers.stream().mapToInt(producer -> producer.history().size()).sum();
    }
}
