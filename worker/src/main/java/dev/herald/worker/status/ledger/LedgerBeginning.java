package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.herald.worker.status.Commits;
import dev.herald.worker.status.Commits.Commit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Where to begin reading ledgers: early enough for the windows of the rules, for incidents that are open, and for all that is
 * pending, of which the safe point tells. A ledger without a commit is read from its start.
 */
final class LedgerBeginning implements LedgerSource.Beginning {

    private final Consumer<byte[], byte[]> consumer;
    private final Commits commits;
    private final Instant from;

    /**
     * @param from
     *            from when on decisions are needed
     */
    LedgerBeginning(Consumer<byte[], byte[]> consumer, Commits commits, Instant from) {
        this.consumer = consumer;
        this.commits = commits;
        this.from = from;
    }

    @Override
    public Map<TopicPartition, Long> of(String channel, Collection<TopicPartition> partitions) {
        Map<Integer, Commit> committed = committed(channel);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        var times = new HashMap<TopicPartition, Long>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> atTime = consumer.offsetsForTimes(times);
        var offsets = new HashMap<TopicPartition, Long>();
        for (TopicPartition partition : partitions) {
            long safePoint = Optional.ofNullable(committed.get(partition.partition()))
                    .flatMap(Commit::safePoint)
                    .orElse(0L);
            OffsetAndTimestamp found = atTime.get(partition);
            offsets.put(partition, Math.max(begin.get(partition),
                    found == null ? safePoint : Math.min(safePoint, found.offset())));
        }
        return offsets;
    }

    private Map<Integer, Commit> committed(String channel) {
        try {
            return commits.of(List.of(channel)).get(channel);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
