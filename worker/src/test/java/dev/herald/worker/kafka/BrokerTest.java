package dev.herald.worker.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.config.KafkaConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class BrokerTest {

    @Test
    void keepsItsDataOverAKill(Broker broker) throws Exception {
        broker.createTopics(new NewTopic("kept", Optional.of(1), Optional.of((short) 1)));
        var clients = new KafkaClients(new KafkaConfig(List.of(broker.bootstrapServers()), "kept", "kept"), "test",
                1024 * 1024);
        try (var producer = clients.producer("write")) {
            producer.send(new ProducerRecord<>("kept", new byte[]{42})).get();
        }
        broker.kill();
        broker.restart();
        try (var reader = clients.reader("read")) {
            var partition = new TopicPartition("kept", 0);
            reader.assign(List.of(partition));
            reader.seek(partition, 0);
            var records = reader.poll(Duration.ofSeconds(10)).records(partition);
            assertEquals(42, records.getFirst().value()[0]);
        }
    }
}
