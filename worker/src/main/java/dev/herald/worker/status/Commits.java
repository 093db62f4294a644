package dev.herald.worker.status;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import dev.herald.worker.kafka.CommittedProgress;
import dev.herald.worker.kafka.TopicNames;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What senders have committed (docs/formats.md, "How an owner lives"). */
public class Commits {

    /**
     * Of one partition and channel.
     *
     * @param next
     *            the lowest offset of the log not taken in
     * @param safePoint
     *            the ledger offset from which all that is pending can be learnt
     */
    public record Commit(long next, Optional<Long> safePoint) {}

    private final Admin admin;
    private final TopicNames names;

    /** @param admin stays the caller's */
    public Commits(Admin admin, TopicNames names) {
        this.admin = admin;
        this.names = names;
    }

    /**
     * By channel and partition; without those that have none.
     *
     * @throws KafkaException
     *             if Kafka cannot be asked
     */
    public Map<String, Map<Integer, Commit>> of(Collection<String> channels) throws InterruptedException {
        if (channels.isEmpty()) {
            return Map.of();
        }
        var result = admin.listConsumerGroupOffsets(channels.stream()
                .collect(Collectors.toMap(names::progressGroup, _ -> new ListConsumerGroupOffsetsSpec())));
        var commits = new HashMap<String, Map<Integer, Commit>>();
        for (String channel : channels) {
            var partitions = new HashMap<Integer, Commit>();
            try {
                result.partitionsToOffsetAndMetadata(names.progressGroup(channel))
                        .get()
                        .forEach((partition, commit) -> {
                            if (commit != null && partition.topic().equals(names.log())) {
                                partitions.put(partition.partition(), new Commit(commit.offset(), safePoint(commit)));
                            }
                        });
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
                }
            }
            commits.put(channel, partitions);
        }
        return commits;
    }

    // Progress is told, whatever a sender of another version has written beside it.
    private static Optional<Long> safePoint(OffsetAndMetadata commit) {
        try {
            return CommittedProgress.decode(commit.metadata()).map(CommittedProgress::safePoint);
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }
}
