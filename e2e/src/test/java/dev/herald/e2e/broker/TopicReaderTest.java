package dev.herald.e2e.broker;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.e2e.process.Patience;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.herald.e2e.process.Sandbox;

@Tag("kafka")
class TopicReaderTest {
    @Test
    void readsToTheEndWhatRecordsSayOfThemselves() throws Exception {
        try (var sandbox = Sandbox.open("broker"); var broker = KafkaBroker.start(sandbox).awaitReady()) {
            var servers = Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers());
            var reader = new TopicReader(broker.bootstrapServers());
            assertEquals(List.of(), reader.read("orders"));

            try (var admin = Admin.create(servers);
                    var producer = new KafkaProducer<>(servers, new StringSerializer(), new StringSerializer())) {
                admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1)))
                        .all()
                        .get(Patience.SECONDS, TimeUnit.SECONDS);
                assertEquals(List.of(), reader.read("orders"));
                producer.send(record(1, "order-1", "")).get(Patience.SECONDS, TimeUnit.SECONDS);
                producer.send(record(1, "order-2", "email")).get(Patience.SECONDS, TimeUnit.SECONDS);

                new TopicSettings(broker.bootstrapServers()).set("orders", "max.message.bytes", "1");
                await("a topic that takes no record").until(() -> {
                    try {
                        producer.send(record(0, "order-3", "")).get(Patience.SECONDS, TimeUnit.SECONDS);
                        return false;
                    } catch (ExecutionException refused) {
                        return refused.getCause() instanceof RecordTooLargeException;
                    }
                });
            }

            assertEquals(
                    List.of("1@0 order-1 application/json , 2026-11-25T12:00:00Z",
                            "1@1 order-2 application/json email, 2026-11-25T12:00:00Z"),
                    reader.read("orders")
                            .stream()
                            .filter(record -> record.partition() == 1)
                            .map(TopicReaderTest::text)
                            .toList());
            var content = reader.texts("orders").stream().filter(record -> record.partition() == 1).toList();
            assertEquals(List.of("key", "key"), content.stream().map(StoredText::key).toList());
            assertEquals(List.of("value", "value"), content.stream().map(StoredText::text).toList());
            assertEquals("order-2", content.getLast().headers().get("ce_id"));
        }
    }

    private static ProducerRecord<String, String> record(int partition, String event, String quarantinedFor) {
        var record = new ProducerRecord<>("orders", partition, 1_795_608_000_000L, "key", "value");
        record.headers()
                .add("ce_id", event.getBytes(StandardCharsets.UTF_8))
                .add("content-type", "application/json".getBytes(StandardCharsets.UTF_8));
        if (!quarantinedFor.isEmpty()) {
            record.headers().add("herald-quarantine-channel", quarantinedFor.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    private static String text(StoredRecord record) {
        return record.partition() + "@" + record.offset() + " " + record.event() + " " + record.contentType() + " "
                + record.quarantinedFor() + ", " + record.at();
    }
}
