package dev.herald.worker.replay;

import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.FeedFormat;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What feeders of a replay that are no more have asked the senders for: it is still on its way there. */
final class AskedBefore {

    /** Clocks of feeder and broker differ. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final String job;

    /** @param consumer stays the caller's */
    AskedBefore(Consumer<byte[], byte[]> consumer, TopicNames names, String job) {
        this.consumer = consumer;
        this.names = names;
        this.job = job;
    }

    /**
     * Reads a feed to its end.
     *
     * @param since
     *            when the replay began
     * @throws KafkaException
     *             if Kafka or the topic is away
     */
    Set<Unit> units(Place place, Instant since) {
        var partition = new TopicPartition(names.feed(place.channel()), place.partition());
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        var first = consumer.offsetsForTimes(Map.of(partition, since.minus(MARGIN).toEpochMilli())).get(partition);
        var units = new HashSet<Unit>();
        new PartitionScan(consumer).read(partition, first == null ? end : first.offset(), end, record -> {
            add(units, record);
            return true;
        });
        return units;
    }

    private void add(Set<Unit> units, ConsumerRecord<byte[], byte[]> record) {
        try {
            FeedRecord asked = FeedFormat.decode(record.value());
            if (asked.job().equals(job)) {
                units.add(asked.unit());
            }
        } catch (UnreadableRecordException e) {
            // It is not one of ours, and the senders pass it over, too.
        }
    }
}
