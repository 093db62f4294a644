package dev.herald.worker.config;

import java.time.Duration;

/**
 * What the pipeline wants its event log to be.
 *
 * @param management
 *            who makes topics that are missing
 * @param maxMessageSize
 *            of one record of the log, in bytes
 * @param retention
 *            of the log; ledgers live 24 hours longer
 * @param policy
 *            whether a log that is not durable is refused or only told
 */
public record LogConfig(Management management, int partitions, int maxMessageSize, int replicationFactor,
        int minInSyncReplicas, Duration retention, Policy policy) {

    /** Create makes what is missing; Verify prints the commands. */
    public enum Management {
        Create, Verify
    }

    /** Enforce refuses to take messages into a log that can lose them; Warn says so. */
    public enum Policy {
        Enforce, Warn
    }

    // Kafka's own limit of a record: its size is a signed int, and batches need some room.
    private static final int MAX_RECORD = Integer.MAX_VALUE - 64 * 1024;
    private static final int MAX_PARTITIONS = 10_000;

    static LogConfig from(Section section) {
        return new LogConfig(section.choice("management", Management.class),
                section.integer("partitions", 1, MAX_PARTITIONS),
                section.integer("maxMessageSize", 1, MAX_RECORD),
                section.integer("replicationFactor", 1, Short.MAX_VALUE),
                section.integer("minInSyncReplicas", 1, Short.MAX_VALUE),
                section.duration("retention"),
                section.choice("policy", Policy.class));
    }
}
