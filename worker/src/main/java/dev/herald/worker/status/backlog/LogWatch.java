package dev.herald.worker.status.backlog;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.status.Commits;
import dev.herald.worker.status.Commits.Commit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the headers of the log into a {@link Backlog}. Kafka sends the bodies along; they are dropped at once. Used by one
 * thread.
 */
public final class LogWatch {

    /** Names the channels a message addresses; docs/formats.md, "The log". */
    private static final String CHANNELS = "herald-channels";
    private static final String DELIVER_AFTER = "herald-deliver-after";
    private static final Logger log = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration COMMITS_EVERY = Duration.ofMillis(250);
    private static final Duration PARTITIONS_EVERY = Duration.ofSeconds(10);
    // Where no sender has committed, arrivals of this long are counted.
    private static final Duration LOOK_BACK = Duration.ofMinutes(5);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Supplier<LiveSettings> live;
    private final Commits commits;
    private final Backlog backlog;
    private final InstantSource clock;
    private final Map<TopicPartition, Long> assigned = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();
    private Instant commitsAt = Instant.MIN;
    private Instant partitionsAt = Instant.MIN;
    private volatile Instant currentUntil = Instant.EPOCH;

    /** @param consumer is this object's from now on */
    public LogWatch(Consumer<byte[], byte[]> consumer, String topic, Supplier<LiveSettings> live, Commits commits,
            Backlog backlog, InstantSource clock) {
        this.consumer = consumer;
        this.topic = topic;
        this.live = live;
        this.commits = commits;
        this.backlog = backlog;
        this.clock = clock;
    }

    /** Up to when all that has arrived is in the backlog; from any thread. */
    public Instant currentUntil() {
        return currentUntil;
    }

    /** Reads what there is, and waits a little if there is nothing. */
    public void read() throws InterruptedException {
        Instant now = clock.instant();
        Set<String> channels = live.get().channels().keySet();
        backlog.follow(channels);
        if (!now.isBefore(partitionsAt.plus(PARTITIONS_EVERY)) || assigned.isEmpty()) {
            assign(channels, now);
            partitionsAt = now;
        }
        if (assigned.isEmpty()) {
            Thread.sleep(POLL);
            return;
        }
        try {
            consumer.poll(POLL).forEach(this::count);
        } catch (OffsetOutOfRangeException e) {
            log.atWarn()
                    .addKeyValue("partitions", e.partitions())
                    .log("messages of the log went before they were counted, counting goes on where it begins");
            consumer.seekToBeginning(e.partitions());
        }
        now = clock.instant();
        if (!now.isBefore(commitsAt.plus(COMMITS_EVERY))) {
            takeCommits(channels);
            ends = consumer.endOffsets(assigned.keySet(), TIMEOUT);
            commitsAt = now;
        }
        if (ends.keySet().containsAll(assigned.keySet())
                && assigned.keySet().stream().allMatch(p -> consumer.position(p, TIMEOUT) >= ends.get(p))) {
            currentUntil = commitsAt;
            backlog.isCurrent(commitsAt);
        }
    }

    private void assign(Set<String> channels, Instant now) throws InterruptedException {
        List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
        List<TopicPartition> fresh = infos == null
                ? List.of()
                : infos.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .filter(partition -> !assigned.containsKey(partition))
                        .toList();
        if (fresh.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> offsets = offsets(fresh, channels, now);
        assigned.putAll(offsets);
        consumer.assign(assigned.keySet());
        offsets.forEach(consumer::seek);
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, Set<String> channels, Instant now)
            throws InterruptedException {
        Map<String, Map<Integer, Commit>> committed = commits.of(channels);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions, TIMEOUT);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions, TIMEOUT);
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> times.put(partition, now.minus(LOOK_BACK).toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> recent = consumer.offsetsForTimes(times, TIMEOUT);
        var offsets = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp found = recent.get(partition);
            long offset = found == null ? end.get(partition) : found.offset();
            for (Map<Integer, Commit> channel : committed.values()) {
                Commit commit = channel.get(partition.partition());
                offset = commit == null ? offset : Math.min(offset, commit.next());
            }
            offsets.put(partition, Math.max(begin.get(partition), offset));
        }
        return offsets;
    }

    private void takeCommits(Set<String> channels) throws InterruptedException {
        commits.of(channels)
                .forEach((channel, partitions) -> partitions
                        .forEach((partition, commit) -> backlog.progress(channel, partition, commit.next())));
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(CHANNELS);
        List<String> keys = header == null || header.value() == null
                ? List.of()
                : Arrays.stream(new String(header.value(), StandardCharsets.UTF_8).split(","))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .distinct()
                        .toList();
        backlog.arrived(record.partition(), record.offset(), record.timestamp(), due(record), keys);
    }

    private static long due(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(DELIVER_AFTER);
        if (header == null || header.value() == null) {
            return record.timestamp();
        }
        try {
            Instant due = OffsetDateTime.parse(new String(header.value(), StandardCharsets.UTF_8)).toInstant();
            return Math.max(record.timestamp(), due.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            // Whoever produces to the log wrote it; its message says what holds.
            return record.timestamp();
        }
    }

    /** Ends reading. */
    public void close() {
        consumer.close();
    }
}
