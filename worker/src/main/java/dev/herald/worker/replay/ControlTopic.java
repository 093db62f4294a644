package dev.herald.worker.replay;

import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What the control topic says of a replay and its incident. */
final class ControlTopic {

    private static final String INCIDENT = "incident/";

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;

    /** @param consumer stays the caller's */
    ControlTopic(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
    }

    /** What is there of a replay. */
    record Found(Optional<ReplayRecord> replay, Optional<Incident> incident) {}

    /**
     * Reads the topic to its end.
     *
     * @throws IllegalArgumentException
     *             if what is there cannot be read
     * @throws org.apache.kafka.common.KafkaException
     *             if Kafka is away or the topic is not there
     */
    Found read(String job, Optional<String> incidentId) {
        String replayKey = ReplayRecord.key(job);
        String incidentKey = INCIDENT + incidentId.orElse("");
        Map<String, byte[]> values = read(Set.of(replayKey, incidentKey));
        return new Found(Optional.ofNullable(values.get(replayKey)).map(ReplayRecord::decode),
                Optional.ofNullable(values.get(incidentKey)).map(ReportFormat::decodeIncident));
    }

    private Map<String, byte[]> read(Set<String> keys) {
        var values = new HashMap<String, byte[]>();
        long from = consumer.beginningOffsets(List.of(partition)).get(partition);
        long to = consumer.endOffsets(List.of(partition)).get(partition);
        new PartitionScan(consumer).read(partition, from, to, record -> {
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            if (keys.contains(key)) {
                values.put(key, record.value());
            }
            return true;
        });
        return values;
    }
}
