package dev.herald.worker.status.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.ledger.TimeMerge.Timed;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledgers of a pipeline, read side by side and given out in the order of time. Used by one thread. */
final class LedgerSource {

    /** Where reading of a partition begins. */
    interface Beginning {
        /** Offsets for partitions of one channel's ledger. */
        Map<TopicPartition, Long> of(String channel, Collection<TopicPartition> partitions);
    }

    /** Told where each partition begins, also when it begins anew. */
    interface Listener {
        void begins(String channel, int partition, long offset);
    }

    /**
     * A record and the channel whose ledger it is of.
     *
     * @param isHistory
     *            whether it was there before its channel was, so that it says nothing of now
     */
    record LedgerRecord(String channel, ConsumerRecord<byte[], byte[]> record, boolean isHistory) {}

    private static final Logger log = LoggerFactory.getLogger(LedgerSource.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ENDS_EVERY = Duration.ofMillis(250);
    // A partition that is ahead in time rests until the others are there; about 100 bytes a record.
    private static final int MOST_HELD = 5_000;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final InstantSource clock;
    private final Map<TopicPartition, String> channels = new LinkedHashMap<>();
    private final Map<TopicPartition, Long> history = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final TimeMerge<TopicPartition, ConsumerRecord<byte[], byte[]>> merge = new TimeMerge<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private Instant endsAt = Instant.MIN;
    private boolean hasBegun;

    /** @param consumer is this object's from now on */
    LedgerSource(Consumer<byte[], byte[]> consumer, TopicNames names, InstantSource clock) {
        this.consumer = consumer;
        this.names = names;
        this.clock = clock;
    }

    /** Reads the ledgers of these channels, as far as they are there; partitions that were added later, too. */
    void follow(Set<String> keys, Beginning beginning, Listener listener) {
        Map<TopicPartition, Long> fresh = new LinkedHashMap<>();
        Map<TopicPartition, String> joining = new HashMap<>();
        Map<TopicPartition, Long> before = new HashMap<>();
        for (String key : keys) {
            List<TopicPartition> found = partitions(key).stream().filter(p -> !channels.containsKey(p)).toList();
            if (!found.isEmpty()) {
                fresh.putAll(beginning.of(key, found));
                // What a ledger holds when its channel joins later is of an earlier channel of that name.
                before.putAll(hasBegun && !known.contains(key) ? consumer.endOffsets(found, TIMEOUT) : Map.of());
                found.forEach(partition -> joining.put(partition, key));
            }
        }
        known.clear();
        known.addAll(keys);
        channels.putAll(joining);
        history.putAll(before);
        Set<TopicPartition> gone = new HashSet<>(channels.keySet());
        gone.removeIf(partition -> keys.contains(channels.get(partition)));
        gone.forEach(partition -> {
            channels.remove(partition);
            history.remove(partition);
            merge.forget(partition);
        });
        if (!fresh.isEmpty() || !gone.isEmpty()) {
            consumer.assign(channels.keySet());
            fresh.forEach((partition, offset) -> {
                consumer.seek(partition, offset);
                listener.begins(channels.get(partition), partition.partition(), offset);
            });
            endsAt = Instant.MIN;
        }
        hasBegun = true;
    }

    private List<TopicPartition> partitions(String channel) {
        List<PartitionInfo> infos = consumer.partitionsFor(names.ledger(channel), TIMEOUT);
        return infos == null
                ? List.of()
                : infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    }

    /** How many partitions are read of a channel. */
    long partitionsOf(String channel) {
        return channels.values().stream().filter(channel::equals).count();
    }

    /** Reads more, if there is any. */
    void poll(Listener listener) throws InterruptedException {
        if (channels.isEmpty()) {
            Thread.sleep(POLL);
        } else {
            rest();
            try {
                consumer.poll(POLL)
                        .forEach(record -> merge.add(new TopicPartition(record.topic(), record.partition()),
                                record.timestamp(), record));
            } catch (OffsetOutOfRangeException e) {
                beginAnew(e.partitions(), listener);
            }
        }
        Instant now = clock.instant();
        if (!channels.isEmpty() && !now.isBefore(endsAt.plus(ENDS_EVERY))) {
            ends = consumer.endOffsets(channels.keySet(), TIMEOUT);
            endsAt = now;
        }
    }

    private void rest() {
        var full = new ArrayList<TopicPartition>();
        var others = new ArrayList<TopicPartition>();
        channels.keySet().forEach(partition -> (merge.holds(partition) > MOST_HELD ? full : others).add(partition));
        consumer.pause(full);
        consumer.resume(others);
    }

    // Retention took what had not been read, or the topic was made anew.
    private void beginAnew(Collection<TopicPartition> partitions, Listener listener) {
        consumer.beginningOffsets(partitions, TIMEOUT).forEach((partition, offset) -> {
            log.atWarn()
                    .addKeyValue("topic", partition.topic())
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("offset", offset)
                    .log("records of the ledger are gone, reading goes on where it begins");
            merge.forget(partition);
            consumer.seek(partition, offset);
            listener.begins(channels.get(partition), partition.partition(), offset);
        });
    }

    /** The next record in the order of time, or empty while an earlier one may come. */
    Optional<Timed<TopicPartition, LedgerRecord>> next() {
        return merge.next(channels.keySet(), this::isComplete)
                .map(timed -> new Timed<>(timed.partition(), timed.time(),
                        new LedgerRecord(channels.get(timed.partition()), timed.of(),
                                timed.of().offset() < history.getOrDefault(timed.partition(), 0L))));
    }

    private boolean isComplete(TopicPartition partition) {
        Long end = ends.get(partition);
        return end != null && consumer.position(partition, TIMEOUT) >= end;
    }

    /** The time up to which everything has been given out, if that is now or nearly so. */
    Optional<Instant> completeUntil() {
        if (channels.isEmpty()) {
            return Optional.of(clock.instant());
        }
        boolean isComplete = endsAt != Instant.MIN
                && channels.keySet().stream().allMatch(p -> isComplete(p) && merge.holds(p) == 0);
        if (isComplete) {
            merge.passed(endsAt.toEpochMilli());
        }
        return isComplete ? Optional.of(endsAt) : Optional.empty();
    }

    /** Ends reading. */
    void close() {
        consumer.close();
    }
}
