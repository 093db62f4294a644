package dev.herald.worker.topics;

import java.util.SequencedMap;

/**
 * A topic as docs/formats.md, "Topics" has it.
 *
 * @param configs
 *            by Kafka's name of the setting
 */
record WantedTopic(String name, int partitions, int replicationFactor, SequencedMap<String, String> configs) {

    /** What makes it, if it is not there. */
    String createCommand(String servers) {
        var command = new StringBuilder("kafka-topics.sh --bootstrap-server " + servers
                + " --create --if-not-exists --topic " + name + " --partitions " + partitions
                + " --replication-factor " + replicationFactor);
        configs.forEach((key, value) -> command.append(" --config ").append(key).append('=').append(value));
        return command.toString();
    }
}
