package dev.herald.worker.topics;

import java.util.Map;

/**
 * What was found in a Kafka cluster.
 *
 * @param offsetsRetentionMinutes
 *            how long the brokers keep a group's offsets after its last commit
 * @param topics
 *            by name; those that are missing are missing here
 */
record Cluster(String id, int brokers, long offsetsRetentionMinutes, Map<String, FoundTopic> topics) {}
