package dev.herald.worker.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.ExitCode;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.KafkaExtension;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.pipeline.Pipeline;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The role over a real Kafka, from its files to the control topic. */
@Tag("kafka")
@ExtendWith(KafkaExtension.class)
class ProbeRoleTest {

    private static final String ID = "77aa0b1c-1";

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Pipeline pipeline;
    private Path folder;
    private Path shared;
    private LiveConfig live;

    @BeforeEach
    void begin(Broker broker, @TempDir Path directory) throws IOException {
        folder = directory;
        shared = Files.createDirectories(directory.resolve("probe"));
        pipeline = new Pipeline(broker, directory, 2, "http://127.0.0.1:9/");
        live = LiveConfig.open(directory.resolve("live"), metrics);
        Files.writeString(directory.resolve("worker.json"), """
                {"v": 1, "namespace": "test", "pipeline": "orders", "revision": "3f9a1c22",
                 "kafka": {"bootstrapServers": ["%s"], "topic": "%s", "groupPrefix": "%s"},
                 "log": {"management": "Verify", "partitions": 2, "maxMessageSize": 1048576, "replicationFactor": 1,
                         "minInSyncReplicas": 1, "retention": "PT168H", "policy": "Warn"},
                 "concurrency": 1,
                 "probe": {"id": "%s", "pin": "json-v1", "format": "cbor-v1", "keys": ["hooks"], "samples": 200,
                           "timeout": "PT1M"}}
                """.formatted(broker.bootstrapServers(), pipeline.names().log(), pipeline.names().groupPrefix(), ID));
    }

    @AfterEach
    void end() {
        live.close();
        pipeline.close();
    }

    /** Messages of which each tenth has an attachment. */
    private void post(int messages) {
        pipeline.post(IntStream.range(0, messages)
                .mapToObj(n -> n % 10 == 0 ? withAttachment(n) : pipeline.record(n))
                .toList());
    }

    private ProducerRecord<byte[], byte[]> withAttachment(int n) {
        ProducerRecord<byte[], byte[]> plain = pipeline.record(n);
        var record = new ProducerRecord<>(plain.topic(), plain.partition(), plain.key(),
                MessageFormat.JSON_V1.encode(Messages.WITH_ATTACHMENT));
        plain.headers().forEach(record.headers()::add);
        record.headers().remove(LogHeaders.ATTACHMENTS);
        record.headers().add(LogHeaders.ATTACHMENTS, "true".getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private ProbeRole role(Side side) {
        return ProbeRole.of(new Workplace(WorkerConfig.read(folder), live,
                new Identity("probe", "test", "127.0.0.1", 0), Optional.empty(), metrics), shared, side,
                InstantSource.system());
    }

    private CompletableFuture<Integer> start(Side side) {
        ProbeRole role = role(side);
        role.start();
        return role.ended()
                .toCompletableFuture()
                .orTimeout(90, TimeUnit.SECONDS)
                .whenCompleteAsync((_, _) -> role.close());
    }

    /** What the control topic says of the probe. */
    private JsonNode record() {
        var values = new HashMap<String, byte[]>();
        var partition = new TopicPartition(pipeline.names().control(), 0);
        try (var consumer = pipeline.clients().reader("records")) {
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            new PartitionScan(consumer).read(partition, 0, end, record -> {
                values.put(new String(record.key(), StandardCharsets.UTF_8), record.value());
                return true;
            });
            return Json.read(values.get("probe/" + ID), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void passesTheSameImage() {
        post(200);
        pipeline.post(List.of(new ProducerRecord<>(pipeline.names().quarantine(), 0, null, new byte[]{1})));
        CompletableFuture<Integer> target = start(Side.target);
        assertEquals(ExitCode.DONE, start(Side.serving).join());
        assertEquals(ExitCode.DONE, target.join());

        JsonNode record = record();
        assertEquals("Passed", record.get("verdict").textValue(), record.toString());
        assertEquals("""
                [{"format":"json-v1","place":"log","count":200},{"format":"json-v1","place":"pending","count":200},\
                {"format":"unknown","place":"quarantine","count":1}]""", record.get("census").toString());
        assertEquals(Map.of("sampled", 20, "golden", 0, "different", 0), stratum(record, "attachments=true"));
        assertTrue((int) stratum(record, "attachments=false").get("sampled") >= 20, record.toString());
    }

    private static Map<String, Object> stratum(JsonNode record, String name) {
        for (JsonNode stratum : record.get("strata")) {
            if (stratum.get("stratum").textValue().equals(name)) {
                return Map.of("sampled", stratum.get("sampled").intValue(), "golden", stratum.get("golden").intValue(),
                        "different", stratum.get("different").intValue());
            }
        }
        throw new AssertionError(name + " is not among " + record.get("strata"));
    }

    @Test
    void failsAnImageThatLosesAttachments() throws InterruptedException {
        post(200);
        CompletableFuture<Integer> serving = start(Side.serving);
        new TargetSide(new ProbeFolder(shared), Faulty.losingAttachments()).run();
        assertEquals(ExitCode.DONE, serving.join());

        JsonNode record = record();
        assertEquals("Failed", record.get("verdict").textValue(), record.toString());
        JsonNode evidence = record.at("/evidence/0");
        assertEquals("attachments", evidence.get("field").textValue(), record.toString());
        assertEquals("1 became 0", evidence.get("difference").textValue());
        assertTrue(evidence.get("where").textValue().matches("log/0@\\d+"), evidence.toString());
        assertEquals(20, stratum(record, "attachments=true").get("different"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void leavesWithoutAVerdictWhenItIsToldTo(Side side) {
        ProbeRole role = role(side);
        role.start();
        role.close();
        assertFalse(role.ended().toCompletableFuture().isDone());
    }

    private record Listening() implements MessageSource.Listener {
        @Override
        public void log(Place place, Head head, boolean pending) {
        }

        @Override
        public void quarantine(String format) {
        }
    }

    @Test
    void tellsWhatItCouldNotLookAtInTime() throws InterruptedException {
        post(2_000);
        var messages = new KafkaMessages(pipeline.clients(), pipeline.names(), List.of("hooks"));
        String unseen = messages.scan(new Listening(), Deadline.in(Duration.ZERO)).orElseThrow();
        assertTrue(unseen.matches("not looked at in time: some \\d+ messages of " + pipeline.names().log()), unseen);
        assertEquals(Optional.empty(), messages.scan(new Listening(), Deadline.in(Duration.ofMinutes(1))));
    }

    @Test
    void tellsThatKafkaIsAwayOrATopicIsNotThere() throws InterruptedException {
        var absent = new KafkaMessages(pipeline.clients(), new TopicNames("absent", "absent"), List.of());
        assertEquals(Optional.of("the topic absent is not there"),
                absent.scan(new Listening(), Deadline.in(Duration.ZERO)));
        var away = new KafkaMessages(
                new KafkaClients(new KafkaConfig(List.of("127.0.0.1:9"), "a", "a"), "test", 1_000),
                pipeline.names(), List.of());
        String unseen = away.scan(new Listening(), Deadline.in(Duration.ZERO)).orElseThrow();
        assertTrue(unseen.startsWith("Kafka did not answer: "), unseen);
    }
}
