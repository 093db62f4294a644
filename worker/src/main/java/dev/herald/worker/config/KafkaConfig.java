package dev.herald.worker.config;

import java.util.List;

/**
 * Where the event log and all topics beside it live.
 *
 * @param topic
 *            the event log
 * @param groupPrefix
 *            what the names of all other topics and of the consumer groups begin with
 */
public record KafkaConfig(List<String> bootstrapServers, String topic, String groupPrefix) {

    static KafkaConfig from(Section section) {
        List<String> servers = section.texts("bootstrapServers");
        if (servers.isEmpty()) {
            throw section.wrong("bootstrapServers", "must name at least one broker, as host:port");
        }
        return new KafkaConfig(servers, section.text("topic"), section.text("groupPrefix"));
    }
}
