package dev.herald.worker.topics;

import java.util.Map;

/**
 * A topic as it is.
 *
 * @param id
 *            given to it when it was made; another one is another topic of the same name
 * @param replicationFactor
 *            the smallest of its partitions
 */
record FoundTopic(String name, String id, int partitions, int replicationFactor, Map<String, String> configs) {

    /** A setting that is a number; as large as can be where Kafka means "without bounds". */
    long number(String setting) {
        long value = Long.parseLong(configs.getOrDefault(setting, "-1"));
        return value < 0 ? Long.MAX_VALUE : value;
    }
}
