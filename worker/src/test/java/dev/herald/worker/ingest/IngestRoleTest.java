package dev.herald.worker.ingest;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.Workplace;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.KafkaExtension;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The role over a real Kafka, from its files to its topic. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class IngestRoleTest {
    private static final Message MESSAGE = Message.to("email", "ada@example.org")
            .withText("Hi")
            .withAttachments(new Attachment("a.bin", "a/b", new byte[]{0, 10, -1}));

    private final HttpClient client = HttpClient.newHttpClient();
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private WorkerConfig config;
    private LiveConfig live;
    private IngestRole role;

    @BeforeEach
    void start(Broker broker, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("worker.json"), """
                {"v": 1, "namespace": "shop", "pipeline": "orders", "revision": "3f9a1c22",
                 "kafka": {"bootstrapServers": ["%s"], "topic": "ingested", "groupPrefix": "ingested"},
                 "log": {"management": "Create", "partitions": 3, "maxMessageSize": 1000000,
                         "replicationFactor": 1, "minInSyncReplicas": 1, "retention": "PT168H", "policy": "Warn"},
                 "concurrency": 64, "ingest": {"authentication": "None"}}
                """.formatted(broker.bootstrapServers()));
        Files.writeString(folder.resolve("live.json"),
                """
                        {"v": 1, "suspend": false, "format": "cbor-v1",
                         "delivery": {"retry": 8, "backoffPolicy": "Exponential", "backoffDelay": "PT5S", "maxBackoff": "PT1H", "timeToLive": "PT72H"},
                         "channels": {"email": {"name": "email", "type": "Email", "suspend": false, "onUnknown": "Resend"}},
                         "noDataFor": "PT3M", "rules": []}
                        """);
        config = WorkerConfig.read(folder);
        live = LiveConfig.open(folder, metrics);
        role = new IngestRole(new Workplace(config, live, new Identity("ingest-0", "shop", "127.0.0.1", 0),
                Optional.empty(), metrics), InstantSource.system());
        role.start();
    }

    @AfterEach
    void stop() {
        role.close();
        live.close();
        client.close();
    }

    @Test
    void acceptsWhatTheLogHasAndNothingWhileItIsAway(Broker broker) throws Exception {
        assertEquals(503, get("/readyz").statusCode());
        assertTrue(post("1").body().contains("ingested"), "names the topic that is missing");
        assertEquals(503, post("1").statusCode());

        broker.createTopics(new NewTopic("ingested", Optional.of(3), Optional.of((short) 1)),
                new NewTopic("ingested.control", Optional.of(1), Optional.of((short) 1)));
        await().until(() -> get("/readyz").statusCode() == 200);
        assertEquals(202, post("2").statusCode());

        broker.kill();
        assertEquals(503, post("3").statusCode());
        assertEquals(200, get("/readyz").statusCode());
        assertEquals(200, get("/livez").statusCode());
        broker.restart();
        await().until(() -> post("4").statusCode() == 202);

        List<ConsumerRecord<byte[], byte[]>> records = read("ingested", 3);
        assertTrue(records.stream().map(IngestRoleTest::key).toList().containsAll(List.of("/shop 2", "/shop 4")));
        ConsumerRecord<byte[], byte[]> first = records.stream()
                .filter(r -> key(r).equals("/shop 2"))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(MessageFormat.CBOR_V1.encode(MESSAGE), first.value());
        assertEquals("email", header(first, "herald-channels"));
        assertEquals("true", header(first, "herald-attachments"));
        assertEquals(MessageFormat.CBOR_V1.mediaType(), header(first, "content-type"));
        await().untilAsserted(() -> {
            var beats = read("ingested.control", 1);
            assertEquals("worker/ingest-0", key(beats.getLast()));
            Heartbeat said = Heartbeat.decode(beats.getLast().value());
            assertEquals("cbor-v1", said.pin());
            assertEquals(Heartbeat.formats(), said.reads());
            assertEquals(Heartbeat.formats(), said.writes());
        });
        assertTrue(get("/metrics").body().contains("herald_ingest_requests_seconds_count{outcome=\"accepted\""));
    }

    private static String key(ConsumerRecord<byte[], byte[]> entry) {
        return new String(entry.key(), StandardCharsets.UTF_8);
    }

    private static String header(ConsumerRecord<byte[], byte[]> entry, String name) {
        return new String(entry.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, int partitions) {
        var clients = new KafkaClients(config.kafka(), "test", 1_000_000);
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var reader = clients.reader("read")) {
            var all = java.util.stream.IntStream.range(0, partitions)
                    .mapToObj(p -> new TopicPartition(topic, p))
                    .toList();
            reader.assign(all);
            reader.seekToBeginning(all);
            var ends = reader.endOffsets(all);
            while (all.stream().anyMatch(partition -> reader.position(partition) < ends.get(partition))) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private HttpResponse<String> post(String id) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri("/"))
                        .header("ce-specversion", "1.0")
                        .header("ce-id", id)
                        .header("ce-source", "/shop")
                        .header("ce-type", "t")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(MessageFormat.JSON_V1.encode(MESSAGE)))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + role.port() + path);
    }
}
