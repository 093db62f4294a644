package dev.herald.worker.replay;

import dev.herald.worker.Workplace;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.kafka.Patience;
import dev.herald.worker.pipeline.Pipeline;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** Feeders of a pipeline as processes, and what they write. */
final class Replays {

    private final Pipeline pipeline;
    private final Path folder;
    private PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** @param folder the pipeline's */
    Replays(Pipeline pipeline, Path folder) {
        this.pipeline = pipeline;
        this.folder = folder;
    }

    static String job(String name) {
        return "test/" + name + "/9be1c0aa";
    }

    /**
     * Starts a feeder in a process of its own.
     *
     * @param name
     *            of the ReplayJob
     * @param what
     *            members of {@code replay} in worker.json beside its job
     */
    Process start(String name, String pod, String what) {
        return pipeline.worker("replay", pod, json(name, what));
    }

    /** Begins a feeder here; gives its exit code when it has ended. */
    CompletableFuture<Integer> begin(String name, String what) {
        try {
            Path config = Files.createDirectories(folder.resolve("config-" + name));
            Files.writeString(config.resolve("worker.json"), json(name, what));
            metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            var live = LiveConfig.open(folder.resolve("live"), metrics);
            var role = new ReplayRole(new Workplace(WorkerConfig.read(config), live,
                    new Identity(name, "test", "127.0.0.1", 0), Optional.empty(), metrics), InstantSource.system());
            role.start();
            return role.ended()
                    .toCompletableFuture()
                    .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                    .whenCompleteAsync((_, _) -> {
                        role.close();
                        live.close();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a feeder here, to its end. */
    int run(String name, String what) {
        return begin(name, what).join();
    }

    /** Of the feeder that was begun last, which nothing else may hold any more. */
    String metrics() {
        System.gc();
        return metrics.scrape();
    }

    private String json(String name, String what) {
        return """
                {"v": 1, "namespace": "test", "pipeline": "orders", "revision": "3f9a1c22",
                 %s, "concurrency": 1, "replay": {"job": "%s", %s}}
                """.formatted(shared(), job(name), what);
    }

    /** A sender that takes the channel for one of e-mails, for which a message without recipients cannot be decoded. */
    Process senderOfEmail(String pod) {
        return pipeline.worker("send", pod,
                """
                        {"v": 1, "namespace": "test", "pipeline": "orders", "revision": "0ldb0d1e", %s, "concurrency": 8,
                         "send": {"channel": "hooks", "key": "hooks", "type": "Email", "lease": "PT3S", "margin": "PT1S",
                                  "startFrom": {"position": "Earliest"},
                                  "provider": {"name": "relay", "timeout": "PT2S",
                                               "smtp": {"host": "127.0.0.1", "port": 9, "tls": "None", "from": "shop@example.org"}}}}
                        """
                        .formatted(shared()));
    }

    private String shared() {
        return """
                "kafka": {"bootstrapServers": ["%s"], "topic": "%s", "groupPrefix": "%s"},
                "log": {"management": "Verify", "partitions": %d, "maxMessageSize": 1048576, "replicationFactor": 1,
                        "minInSyncReplicas": 1, "retention": "PT168H", "policy": "Warn"}
                """.formatted(pipeline.kafka().bootstrapServers().getFirst(), pipeline.names().log(),
                pipeline.names().groupPrefix(), pipeline.partitions());
    }

    /** What the control topic says of a replay now. */
    Optional<ReplayRecord> record(String name) {
        try (var consumer = pipeline.clients().reader("replays")) {
            return new ControlTopic(consumer, pipeline.names().control()).read(job(name), Optional.empty()).replay();
        }
    }

    void write(Incident incident) throws InterruptedException {
        try (var producer = pipeline.clients().producer("status")) {
            new ControlWriter(producer, pipeline.names().control()).write("incident/" + incident.id(),
                    ReportFormat.encodeIncident(incident));
        }
    }

    /** How many records were ever fed. */
    long fed() {
        List<TopicPartition> feeds = IntStream.range(0, pipeline.partitions())
                .mapToObj(it -> new TopicPartition(pipeline.names().feed(Pipeline.CHANNEL), it))
                .toList();
        try (var consumer = pipeline.clients().reader("replays")) {
            return consumer.endOffsets(feeds).values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
