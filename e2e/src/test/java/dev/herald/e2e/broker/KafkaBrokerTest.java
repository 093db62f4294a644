package dev.herald.e2e.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.process.Patience;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.e2e.process.Sandbox;

@Tag("kafka")
class KafkaBrokerTest {
    @Test
    void keepsWhatItAcknowledgedThroughKillAndRestart() throws Exception {
        try (var sandbox = Sandbox.open("broker"); var broker = KafkaBroker.start(sandbox).awaitReady()) {
            var servers = Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers());
            try (var admin = Admin.create(servers)) {
                admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1)))
                        .all()
                        .get(Patience.SECONDS, TimeUnit.SECONDS);
                try (var producer = new KafkaProducer<>(servers, new StringSerializer(), new StringSerializer())) {
                    producer.send(new ProducerRecord<>("orders", 1, "key", "value"))
                            .get(Patience.SECONDS, TimeUnit.SECONDS);
                }
                broker.restart();
                assertEquals(Set.of("orders"), admin.listTopics().names().get(Patience.SECONDS, TimeUnit.SECONDS));
                var partition = new TopicPartition("orders", 1);
                var end = admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition);
                assertEquals(1, end.get(Patience.SECONDS, TimeUnit.SECONDS).offset());
            }
        }
    }

    @Test
    void leavesNoProcessAndNoFile() throws Exception {
        var sandbox = Sandbox.open("broker");
        var broker = KafkaBroker.start(sandbox).awaitReady();
        var pid = broker.process().pid();
        assertTrue(ProcessHandle.of(pid).isPresent());
        sandbox.close();
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertFalse(Files.exists(sandbox.folder()));
    }
}
