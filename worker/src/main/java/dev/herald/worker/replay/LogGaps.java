package dev.herald.worker.replay;

import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.RecentMessages;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.status.Commits;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Selects what channels have passed over: messages of the log below their progress, of which their ledgers know nothing. */
final class LogGaps {

    private final Consumer<byte[], byte[]> consumer;
    private final TopicNames names;
    private final Ledgers ledgers;
    private final Commits commits;

    /** @param consumer stays the caller's; the one of {@code ledgers} will do */
    LogGaps(Consumer<byte[], byte[]> consumer, TopicNames names, Ledgers ledgers, Commits commits) {
        this.consumer = consumer;
        this.names = names;
        this.ledgers = ledgers;
        this.commits = commits;
    }

    /**
     * How far each channel has taken the log in. To be asked before the ledgers' ends: of what lies below, the facts were
     * written before.
     *
     * @throws KafkaException
     *             if Kafka cannot be asked
     */
    Map<Place, Long> takenIn(Collection<String> channels) throws InterruptedException {
        var takenIn = new TreeMap<Place, Long>();
        commits.of(channels)
                .forEach((channel, partitions) -> partitions.forEach(
                        (partition, commit) -> takenIn.put(new Place(channel, partition), commit.next())));
        return takenIn;
    }

    /**
     * Selects in one partition.
     *
     * @param until
     *            of the ledger
     * @param takenIn
     *            of the log
     * @throws ImpossibleReplayException
     *             if the ledger does not reach back as far as the window
     */
    Selected select(Place place, Scope scope, long until, long takenIn) throws ImpossibleReplayException {
        if (takenIn == 0) {
            return new Selected(List.of(), until, Reducer.UNKNOWN_TAKEOVER);
        }
        requireLedger(place, scope);
        long beginning = ledgers.beginning(place, scope.from(), until);
        var passedOver = new PassedOver(scope, beginning);
        ledgers.read(place, beginning, until, (_, offset, at, fact) -> passedOver.apply(offset, at, fact));
        var log = new TopicPartition(names.log(), place.partition());
        Optional<Long> from = first(log, scope.from().minus(RecentMessages.WINDOW)).map(OffsetAndTimestamp::offset);
        if (from.isPresent()) {
            new PartitionScan(consumer).readAhead(log, from.get(), takenIn, record -> {
                var headers = new LogHeaders(record.headers());
                if (headers.channels().contains(place.channel())) {
                    passedOver.message(record.offset(), headers.labels(record.timestamp()));
                }
                return true;
            });
        }
        return new Selected(passedOver.wishes(), until, passedOver.takeover());
    }

    // A sender's first fact is that it has taken over: a ledger that begins later has lost what it knew.
    private void requireLedger(Place place, Scope scope) throws ImpossibleReplayException {
        Optional<Instant> begins = first(new TopicPartition(names.ledger(place.channel()), place.partition()),
                Instant.EPOCH).map(found -> Instant.ofEpochMilli(found.timestamp()));
        if (begins.isEmpty() || begins.get().isAfter(scope.from())) {
            throw new ImpossibleReplayException(
                    "window.from: what was attempted at %s cannot be told from what was not, for partition %d of %s %s; let the window begin then"
                            .formatted(scope.from(), place.partition(), names.ledger(place.channel()),
                                    begins.map(time -> "begins at " + time).orElse("is empty")));
        }
    }

    private Optional<OffsetAndTimestamp> first(TopicPartition partition, Instant since) {
        return Optional.ofNullable(
                consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli())).get(partition));
    }
}
