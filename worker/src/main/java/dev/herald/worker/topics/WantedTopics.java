package dev.herald.worker.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;

import dev.herald.worker.config.LogConfig;
import dev.herald.worker.config.LogConfig.Policy;
import dev.herald.worker.kafka.TopicNames;

/** The topics of a pipeline: the table of docs/formats.md, "Topics". */
final class WantedTopics {

    static final String CLEANUP = "cleanup.policy";
    static final String TIMESTAMPS = "message.timestamp.type";
    static final String RETENTION = "retention.ms";
    static final String RETENTION_BYTES = "retention.bytes";
    static final String MESSAGE_BYTES = "max.message.bytes";
    static final String IN_SYNC = "min.insync.replicas";
    static final String UNCLEAN = "unclean.leader.election.enable";
    static final String SEGMENT = "segment.ms";

    // What a ledger says of the last message of the log must be there as long as the message.
    private static final Duration BEYOND_THE_LOG = Duration.ofHours(24);
    private static final int QUARANTINE_HEADERS = 64 * 1024;

    private final TopicNames names;
    private final LogConfig log;
    private final int partitions;
    private final int replicas;

    /**
     * @param partitions
     *            of the log
     * @param brokers
     *            where {@link Policy#Warn} allows it, no more replicas are asked for than there are brokers
     */
    WantedTopics(TopicNames names, LogConfig log, int partitions, int brokers) {
        this.names = names;
        this.log = log;
        this.partitions = partitions;
        this.replicas = log.policy() == Policy.Warn
                ? Math.clamp(brokers, 1, log.replicationFactor())
                : log.replicationFactor();
    }

    /** The log first, for all others speak of it. */
    List<WantedTopic> all(Users users) {
        var all = new ArrayList<WantedTopic>();
        all.add(topic(names.log(), partitions, "delete", "CreateTime", log.retention(), log.maxMessageSize()));
        all.add(control());
        all.add(topic(names.quarantine(), partitions, "delete", "CreateTime", log.retention().plus(BEYOND_THE_LOG),
                log.maxMessageSize() + QUARANTINE_HEADERS));
        if (users.statusStream()) {
            all.add(topic(names.status(), partitions, "delete", "CreateTime", log.retention().plus(BEYOND_THE_LOG), 0));
        }
        for (String key : new TreeSet<>(users.channels())) {
            all.add(topic(names.ledger(key), partitions, "delete", "LogAppendTime",
                    log.retention().plus(BEYOND_THE_LOG), 0));
            all.add(topic(names.feed(key), partitions, "delete", "LogAppendTime", log.retention(), 0));
        }
        return all;
    }

    private WantedTopic control() {
        WantedTopic topic = topic(names.control(), 1, "compact", "LogAppendTime", Duration.ZERO, 0);
        // The segment written to is never compacted; every status worker reads the topic from its start.
        topic.configs().put(SEGMENT, String.valueOf(Duration.ofHours(1).toMillis()));
        return topic;
    }

    private WantedTopic topic(String name, int count, String cleanup, String timestamps, Duration retention,
            int messageBytes) {
        SequencedMap<String, String> configs = new LinkedHashMap<>();
        configs.put(CLEANUP, cleanup);
        configs.put(TIMESTAMPS, timestamps);
        if (!retention.isZero()) {
            configs.put(RETENTION, String.valueOf(retention.toMillis()));
            configs.put(RETENTION_BYTES, "-1");
        }
        if (messageBytes > 0) {
            configs.put(MESSAGE_BYTES, String.valueOf(messageBytes));
        }
        configs.put(IN_SYNC, String.valueOf(Math.min(replicas, log.minInSyncReplicas())));
        configs.put(UNCLEAN, "false");
        return new WantedTopic(name, count, replicas, configs);
    }
}
