package dev.herald.worker.status.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.status.Commits;
import dev.herald.worker.status.Commits.Commit;
import dev.herald.worker.status.stream.PartitionEvents.Start;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the stream has published, committed under its own group: the offset where reading has to begin, with the metadata
 * {@code 1 <published> <takeover>}. When the stream was first enabled is committed for partition 0 of the log, as
 * {@code 1 <milliseconds>}: a ledger that is made later is published from its start.
 */
public final class Positions {

    /**
     * Of one partition of a ledger.
     *
     * @param published
     *            all below is published
     */
    record Position(Start from, long published) {}

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String VERSION = "1";

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final Senders senders;
    private final TopicPartition marked;

    /** Knows from where on a ledger tells all that is pending. */
    public interface Senders {
        /** @throws KafkaException if Kafka cannot be asked */
        Map<Integer, Commit> of(String channel) throws InterruptedException;

        /** As senders have committed it. */
        static Senders of(Commits commits) {
            return channel -> commits.of(List.of(channel)).get(channel);
        }
    }

    /** @param consumer in the stream's group; stays the caller's */
    Positions(Consumer<byte[], byte[]> consumer, TopicNames names, Senders senders) {
        this.consumer = consumer;
        this.names = names;
        this.senders = senders;
        this.marked = new TopicPartition(names.log(), 0);
    }

    /** Since when there is a stream: since now, if nobody has said so before. */
    Instant since(Instant now) {
        OffsetAndMetadata mark = consumer.committed(Set.of(marked), TIMEOUT).get(marked);
        if (mark == null) {
            consumer.commitSync(Map.of(marked, mark(now)), TIMEOUT);
            return now;
        }
        return Instant.ofEpochMilli(number(mark.metadata(), 1).orElse(now.toEpochMilli()));
    }

    private static OffsetAndMetadata mark(Instant since) {
        return new OffsetAndMetadata(0, VERSION + " " + since.toEpochMilli());
    }

    /** Where to begin in partitions of one channel's ledger. */
    Map<TopicPartition, Position> begin(String channel, Collection<TopicPartition> partitions, Instant since)
            throws InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions), TIMEOUT);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions, TIMEOUT);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions, TIMEOUT);
        var positions = new HashMap<TopicPartition, Position>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata commit = committed.get(partition);
            long published = commit == null ? 0 : number(commit.metadata(), 1).orElse(commit.offset());
            positions.put(partition, commit == null || published > end.get(partition)
                    ? first(channel, partition, since, begin.get(partition), end.get(partition))
                    : new Position(new Start(commit.offset(), number(commit.metadata(), 2)
                            .orElse(Reducer.UNKNOWN_TAKEOVER)), published));
        }
        return positions;
    }

    // Claims under way were made before: what they are is to be known, though it is not published.
    private Position first(String channel, TopicPartition partition, Instant since, long begin, long end)
            throws InterruptedException {
        OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli()), TIMEOUT)
                .get(partition);
        long published = found == null ? end : found.offset();
        long safePoint = Optional.ofNullable(senders.of(channel).get(partition.partition()))
                .flatMap(Commit::safePoint)
                .orElse(begin);
        return new Position(new Start(Math.max(begin, Math.min(published, safePoint)), Reducer.UNKNOWN_TAKEOVER),
                published);
    }

    /** Commits, also what has not changed: Kafka forgets a commit that is not repeated for days. */
    void commit(Map<TopicPartition, Lane> lanes, Instant since) {
        var commits = new HashMap<TopicPartition, OffsetAndMetadata>();
        commits.put(marked, mark(since));
        lanes.forEach((partition, lane) -> {
            Start start = lane.start();
            commits.put(partition, new OffsetAndMetadata(start.offset(),
                    "%s %d %d".formatted(VERSION, lane.position(), start.takeover())));
        });
        consumer.commitSync(commits, TIMEOUT);
    }

    private static Optional<Long> number(String metadata, int index) {
        String[] parts = metadata.strip().split(" ");
        if (parts.length <= index || !parts[0].equals(VERSION)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(parts[index]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
