package dev.herald.worker.status.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class TakeoverRecordsTest {

    @Test
    void readsTheRevisionOfATakeoverAndNothingWhereThereIsNone(Broker broker)
            throws InterruptedException, ExecutionException {
        String name = "orders-" + UUID.randomUUID().toString().substring(0, 8);
        var kafka = new KafkaConfig(List.of(broker.bootstrapServers()), name, name);
        var names = TopicNames.of(kafka);
        var clients = new KafkaClients(kafka, "test", 1024 * 1024);
        try (var admin = clients.admin("test");
                var producer = clients.producer("test");
                var takeovers = new TakeoverRecords(() -> clients.positions("takeovers"), names)) {
            admin.createTopics(List.of(new NewTopic(names.ledger("email"), 2, (short) 1))).all().get();
            for (byte[] value : List.of(FactFormat.encode(new Fact.Takeover(UUID.randomUUID(), "sender-0", "3f9a1c22")),
                    FactFormat.encode(new Fact.Takeover(UUID.randomUUID(), "sender-1", "77aa0b1c")),
                    FactFormat.encode(new Fact.Progress(1, 2, 3, UUID.randomUUID())), new byte[]{9})) {
                producer.send(new ProducerRecord<>(names.ledger("email"), 1, null, value)).get();
            }
            assertEquals("77aa0b1c", takeovers.revision("email", 1, 1));
            assertEquals("3f9a1c22", takeovers.revision("email", 1, 0));
            assertEquals("", takeovers.revision("email", 1, 2), "another fact");
            assertEquals("", takeovers.revision("email", 1, 3), "no fact");
            assertEquals("", takeovers.revision("email", 0, 7), "beyond the end");
        }
    }
}
