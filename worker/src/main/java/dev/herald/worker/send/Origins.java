package dev.herald.worker.send;

import dev.herald.worker.kafka.CommittedProgress;
import dev.herald.worker.config.StartFrom;
import dev.herald.worker.delivery.StartingPoint;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Reducer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds where work on a partition begins: at the committed progress; if that is lost, where the ledger's Progress facts
 * say; if there are none, where the channel is to start.
 */
final class Origins {
    private static final Logger log = LoggerFactory.getLogger(Origins.class);

    private final KafkaClients clients;
    private final Admin admin;
    private final TopicNames topics;
    private final String channel;
    private final StartFrom startFrom;
    private final Uuid logId;

    Origins(KafkaClients clients, Admin admin, TopicNames topics, String channel, StartFrom startFrom, Uuid logId) {
        this.clients = clients;
        this.admin = admin;
        this.topics = topics;
        this.channel = channel;
        this.startFrom = startFrom;
        this.logId = logId;
    }

    /**
     * Asks Kafka, and waits for it.
     *
     * @throws HaltException
     *             if log or ledger are not those the progress is of
     * @throws KafkaException
     *             if Kafka cannot be asked now
     */
    Origin find(int number) {
        var logPartition = new TopicPartition(topics.log(), number);
        var ledger = new TopicPartition(topics.ledger(channel), number);
        var feed = new TopicPartition(topics.feed(channel), number);
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        long feedBegin = offset(feed, OffsetSpec.earliest());
        long feedNext = Optional.ofNullable(committed.get(feed)).map(OffsetAndMetadata::offset).orElse(feedBegin);
        Ends log = ends(logPartition);
        Ends facts = ends(ledger);

        Origin origin = Optional.ofNullable(committed.get(logPartition))
                .map(commit -> fromCommit(commit, facts, feedNext))
                .or(() -> fromLedger(ledger, facts, log, feedNext))
                .orElseGet(() -> fromStart(logPartition, log, facts, feedNext));
        return checked(number, origin, log, facts, Math.max(feedNext, feedBegin));
    }

    private Origin fromCommit(OffsetAndMetadata commit, Ends ledger, long feed) {
        StartingPoint point = CommittedProgress.decode(commit.metadata()).map(metadata -> {
            requireThisLog(metadata.topic(), "the committed progress");
            return new StartingPoint(commit.offset(), metadata.safePoint(), metadata.takeover(), feed);
        }).orElseGet(() -> new StartingPoint(commit.offset(), ledger.begin(), Reducer.UNKNOWN_TAKEOVER, feed));
        return new Origin(point, commit.leaderEpoch(), Optional.empty(), 0);
    }

    private Optional<Origin> fromLedger(TopicPartition ledger, Ends ends, Ends logEnds, long feed) {
        if (ends.begin() == ends.end()) {
            return Optional.empty();
        }
        ProgressFacts.Found found = new ProgressFacts(clients).read(ledger, ends.begin(), ends.end());
        if (found.highest() >= logEnds.end()) {
            throw new HaltException("partition %d of the log ends at %d, and the ledger speaks of %d: it was made anew"
                    .formatted(ledger.partition(), logEnds.end(), found.highest()));
        }
        return found.last().map(progress -> {
            UUID topic = progress.topic();
            requireThisLog(new Uuid(topic.getMostSignificantBits(), topic.getLeastSignificantBits()),
                    "the progress in the ledger");
            log.atWarn()
                    .addKeyValue("partition", ledger.partition())
                    .addKeyValue("progress", progress.next())
                    .log("the committed progress is lost, going on where the ledger says");
            return new Origin(
                    new StartingPoint(progress.next(), progress.safePoint(), Reducer.UNKNOWN_TAKEOVER, feed),
                    Optional.empty(), Optional.empty(), 0);
        });
    }

    // The broker finds the first record with such a timestamp; those behind it may have earlier ones.
    private Origin fromStart(TopicPartition logPartition, Ends log, Ends ledger, long feed) {
        Optional<Instant> from = startFrom.time();
        long begin = from.map(time -> {
            long found = offset(logPartition, OffsetSpec.forTimestamp(time.toEpochMilli()));
            return found < 0 ? log.end() : found;
        }).orElse(log.begin());
        return new Origin(new StartingPoint(begin, ledger.begin(), Reducer.UNKNOWN_TAKEOVER, feed), Optional.empty(),
                from, log.end());
    }

    private Origin checked(int partition, Origin origin, Ends logEnds, Ends ledger, long feed) {
        StartingPoint point = origin.point();
        if (point.progress() > logEnds.end()) {
            throw new HaltException("partition %d of the log ends at %d, before the progress %d: it was cut off"
                    .formatted(partition, logEnds.end(), point.progress()));
        }
        if (point.safePoint() > ledger.end()) {
            throw new HaltException("partition %d of the ledger ends at %d, before the safe point %d: it was cut off"
                    .formatted(partition, ledger.end(), point.safePoint()));
        }
        long progress = point.progress();
        if (progress < logEnds.begin()) {
            log.atError()
                    .addKeyValue("partition", partition)
                    .addKeyValue("from", progress)
                    .addKeyValue("to", logEnds.begin())
                    .log("messages are lost: retention deleted them before they were taken in");
            progress = logEnds.begin();
        }
        boolean whole = point.safePoint() >= ledger.begin();
        return new Origin(new StartingPoint(progress, Math.max(point.safePoint(), ledger.begin()),
                whole ? point.takeover() : Reducer.UNKNOWN_TAKEOVER, feed), origin.epoch(), origin.before(),
                origin.until());
    }

    private void requireThisLog(Uuid topic, String what) {
        if (!topic.equals(logId)) {
            throw new HaltException("%s is of topic id %s, and the log %s is %s: it was deleted and made anew"
                    .formatted(what, topic, topics.log(), logId));
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() {
        return await(() -> admin.listConsumerGroupOffsets(topics.progressGroup(channel))
                .partitionsToOffsetAndMetadata()
                .get());
    }

    private Ends ends(TopicPartition partition) {
        return new Ends(offset(partition, OffsetSpec.earliest()), offset(partition, OffsetSpec.latest()));
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        return await(() -> admin.listOffsets(Map.of(partition, spec)).partitionResult(partition).get().offset());
    }

    private static <T> T await(Answer<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** First offset, and the one after the last. */
    private record Ends(long begin, long end) {}

    private interface Answer<T> {
        T get() throws ExecutionException, InterruptedException;
    }
}
