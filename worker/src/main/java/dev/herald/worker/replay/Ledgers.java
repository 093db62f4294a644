package dev.herald.worker.replay;

import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.FactReader;
import dev.herald.worker.ledger.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledgers' records as facts, for a selection and for what follows it. Used by one thread. */
final class Ledgers {

    private static final Logger log = LoggerFactory.getLogger(Ledgers.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /**
     * Applications stamp messages; Kafka refuses what is stamped further ahead ({@code message.timestamp.after.max.ms}). And
     * claims come before their outcome, by much less.
     */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private Map<TopicPartition, Place> followed = Map.of();

    /** Hears a fact and where it stands. */
    interface Listener {
        void fact(Place place, long offset, Instant at, Fact fact);
    }

    /** @param consumer stays the caller's, who closes it */
    Ledgers(Consumer<byte[], byte[]> consumer, TopicNames names) {
        this.consumer = consumer;
        this.names = names;
    }

    /**
     * Where the ledgers of these channels end now.
     *
     * @throws KafkaException
     *             if one is not there
     */
    Map<Place, Long> ends(Collection<String> channels) {
        var ends = new TreeMap<Place, Long>();
        for (String channel : channels) {
            List<PartitionInfo> partitions = consumer.partitionsFor(names.ledger(channel));
            if (partitions == null || partitions.isEmpty()) {
                throw new KafkaException("topic %s is not there".formatted(names.ledger(channel)));
            }
            partitions.forEach(it -> ends.put(new Place(channel, it.partition()), 0L));
        }
        var offsets = consumer.endOffsets(ends.keySet().stream().map(this::partition).toList());
        ends.replaceAll((place, _) -> offsets.get(partition(place)));
        return ends;
    }

    /** Selects in one partition, up to an offset. */
    Selection select(Place place, Scope scope, long until) {
        long from = beginning(place, scope.from(), until);
        var selection = new Selection(scope, from);
        read(place, from, until, new FactReader(scope.needsDetails())::decode,
                (_, offset, at, fact) -> selection.apply(offset, at, fact));
        return selection;
    }

    /** Where a selection of what was accepted or failed since a time begins to read. */
    long beginning(Place place, Instant since, long until) {
        return beginning(partition(place), since.minus(MARGIN)).orElse(until);
    }

    /** Gives what stands between two offsets. */
    void read(Place place, long from, long until, Listener listener) {
        read(place, from, until, FactFormat::decode, listener);
    }

    private void read(Place place, long from, long until, Function<byte[], Fact> format, Listener listener) {
        new PartitionScan(consumer).readAhead(partition(place), from, until, record -> {
            give(place, record, format, listener);
            return true;
        });
    }

    private Optional<Long> beginning(TopicPartition partition, Instant time) {
        return Optional.ofNullable(consumer.offsetsForTimes(Map.of(partition, time.toEpochMilli())).get(partition))
                .map(found -> found.offset());
    }

    /** From now on {@link #read} gives what stands at and after these offsets. */
    void follow(Map<Place, Long> from) {
        followed = from.keySet().stream().collect(Collectors.toMap(this::partition, place -> place));
        consumer.assign(followed.keySet());
        from.forEach((place, offset) -> consumer.seek(partition(place), offset));
    }

    /** Gives what there is, and waits a little if there is nothing. */
    void read(Listener listener) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (TopicPartition partition : records.partitions()) {
            Place place = followed.get(partition);
            records.records(partition).forEach(record -> give(place, record, FactFormat::decode, listener));
        }
    }

    /** Whether all below these offsets was given. */
    boolean isPast(Map<Place, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(partition(end.getKey())) >= end.getValue());
    }

    // Whoever wrote it, it is no fact for the senders either.
    private static void give(Place place, ConsumerRecord<byte[], byte[]> record, Function<byte[], Fact> format,
            Listener listener) {
        Fact fact;
        try {
            fact = format.apply(record.value());
        } catch (UnreadableRecordException e) {
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("record of a ledger passed over");
            return;
        }
        listener.fact(place, record.offset(), Instant.ofEpochMilli(record.timestamp()), fact);
    }

    private TopicPartition partition(Place place) {
        return new TopicPartition(names.ledger(place.channel()), place.partition());
    }
}
