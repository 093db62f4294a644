package dev.herald.worker.status.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.UnreadableRecordException;
import dev.herald.worker.status.stream.PartitionEvents.Start;
import dev.herald.worker.status.stream.Positions.Position;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the ledgers of a pipeline into lanes, no further than those may hold. Used by one thread. */
final class LedgerLanes implements AutoCloseable {

    // Some hundred bytes each; with the longest names a message can have, 5 KiB.
    static final int MOST_WAITING = 10_000;
    private static final Logger log = LoggerFactory.getLogger(LedgerLanes.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PARTITIONS_EVERY = Duration.ofSeconds(2);
    private static final Duration ENDS_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(5);
    private static final Duration COMMIT_AGAIN = Duration.ofHours(1);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final Positions positions;
    private final InstantSource clock;
    private final Map<TopicPartition, Lane> lanes = new LinkedHashMap<>();
    private final Map<TopicPartition, String> channels = new HashMap<>();
    private Instant since = Instant.EPOCH;
    private Map<TopicPartition, Long> committed = Map.of();
    private Instant partitionsAt = Instant.MIN;
    private Instant endsAt = Instant.MIN;
    private Instant committedAt = Instant.MIN;

    /** @param consumer in the stream's group; is this object's from now on */
    LedgerLanes(Consumer<byte[], byte[]> consumer, TopicNames names, Positions.Senders senders, InstantSource clock) {
        this.consumer = consumer;
        this.names = names;
        this.positions = new Positions(consumer, names, senders);
        this.clock = clock;
    }

    Collection<Lane> all() {
        return lanes.values();
    }

    boolean areEmpty() {
        return lanes.values().stream().allMatch(lane -> lane.size() == 0);
    }

    /** Follows the ledgers of these channels, as far as they are there. */
    void follow(Set<String> keys) throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(partitionsAt.plus(PARTITIONS_EVERY))) {
            return;
        }
        if (since.equals(Instant.EPOCH)) {
            since = positions.since(now);
        }
        Map<TopicPartition, Position> fresh = new LinkedHashMap<>();
        for (String key : keys) {
            List<TopicPartition> found = partitions(key);
            if (!found.isEmpty()) {
                found.forEach(partition -> channels.put(partition, key));
                fresh.putAll(positions.begin(key, found, since));
            }
        }
        // Of a channel that went, what was read is still published.
        boolean isLess = lanes.entrySet()
                .removeIf(lane -> !keys.contains(channels.get(lane.getKey())) && lane.getValue().size() == 0);
        fresh.forEach((partition, position) -> lanes.put(partition,
                new Lane(channels.get(partition), partition.partition(), position.from(), position.published())));
        channels.keySet().retainAll(lanes.keySet());
        if (!fresh.isEmpty() || isLess) {
            consumer.assign(lanes.keySet());
            fresh.forEach((partition, position) -> consumer.seek(partition, position.from().offset()));
            endsAt = Instant.MIN;
        }
        partitionsAt = now;
    }

    private List<TopicPartition> partitions(String channel) {
        List<PartitionInfo> infos = consumer.partitionsFor(names.ledger(channel), TIMEOUT);
        return infos == null
                ? List.of()
                : infos.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .filter(partition -> !lanes.containsKey(partition))
                        .toList();
    }

    /** Reads what there is and has room, and waits a little if there is nothing. */
    void read() throws InterruptedException {
        if (lanes.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        int most = Math.max(1, MOST_WAITING / lanes.size());
        var full = new ArrayList<TopicPartition>();
        var others = new ArrayList<TopicPartition>();
        lanes.forEach((partition, lane) -> (lane.size() >= most ? full : others).add(partition));
        consumer.pause(full);
        consumer.resume(others);
        try {
            consumer.poll(POLL).forEach(this::apply);
        } catch (OffsetOutOfRangeException e) {
            beginAnew(e);
        }
        Instant now = clock.instant();
        if (!now.isBefore(endsAt.plus(ENDS_EVERY))) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(lanes.keySet(), TIMEOUT);
            endsAt = now;
            lanes.forEach((partition, lane) -> lane.ends(ends.get(partition), now));
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            lanes.get(new TopicPartition(record.topic(), record.partition()))
                    .read(record.offset(), Instant.ofEpochMilli(record.timestamp()),
                            FactFormat.decode(record.value()));
        } catch (UnreadableRecordException e) {
            // The watch of the ledgers counts and tells it.
            log.atDebug()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("record of a ledger passed over");
        }
    }

    // Retention took what had not been read, or the topic was made anew.
    private void beginAnew(OffsetOutOfRangeException e) {
        consumer.beginningOffsets(e.partitions(), TIMEOUT).forEach((partition, offset) -> {
            log.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("offset", offset)
                    .log("records of the ledger went before their status was published, it goes on where that begins");
            lanes.put(partition, new Lane(channels.get(partition), partition.partition(),
                    new Start(offset, Reducer.UNKNOWN_TAKEOVER), offset));
            consumer.seek(partition, offset);
        });
    }

    /** Commits from time to time. */
    void commit() {
        Instant now = clock.instant();
        if (lanes.isEmpty() || now.isBefore(committedAt.plus(COMMIT_EVERY))) {
            return;
        }
        var reached = new HashMap<TopicPartition, Long>();
        lanes.forEach((partition, lane) -> reached.put(partition, lane.position()));
        // Kafka forgets a commit that is not repeated for days.
        if (!reached.equals(committed) || !now.isBefore(committedAt.plus(COMMIT_AGAIN))) {
            positions.commit(lanes, since);
            committed = reached;
            committedAt = now;
        }
    }

    /** Commits once more and ends reading. */
    @Override
    public void close() {
        try (consumer) {
            if (!lanes.isEmpty()) {
                positions.commit(lanes, since);
            }
        } catch (KafkaException e) {
            log.atWarn().addKeyValue("error", e.toString()).log("not committed, some events are published again");
        }
    }
}
