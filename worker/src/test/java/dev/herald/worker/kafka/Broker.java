package dev.herald.worker.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A real Kafka, broker and controller, in a process of its own; it makes no topic by itself. */
public final class Broker implements AutoCloseable {

    private final Path folder;
    private final int port;
    private final int controllerPort;
    private Process process;

    private Broker(Path folder, int port, int controllerPort) {
        this.folder = folder;
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /** A broker with empty data that is ready. */
    public static Broker start() {
        try {
            var broker = new Broker(Files.createTempDirectory("herald-kafka-"), freePort(), freePort());
            broker.writeSettings();
            broker.launch();
            broker.awaitReady();
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** Makes topics as docs/formats.md wants them. */
    public void createTopics(NewTopic... topics) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(topics)).all().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** As if the machine had lost its power. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again over the same data, after a kill. */
    public void restart() {
        launch();
        awaitReady();
    }

    @Override
    public void close() {
        kill();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch() {
        try {
            process = Tethered.start(BrokerMain.class, List.of(settings().toString()),
                    List.of("-Xmx256m", "-Xms64m", "-Dlogback.configurationFile=kafka/broker-logback.xml"), Map.of(),
                    folder.resolve("broker.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        try (Admin admin = admin()) {
            Patience.await().pollInterval(Duration.ofMillis(200)).ignoreExceptions().until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Files.readString(folder.resolve("broker.log")));
                }
                return !admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).isEmpty();
            });
        }
    }

    private Path settings() {
        return folder.resolve("server.properties");
    }

    private void writeSettings() throws IOException {
        // After a kill the controller lets the broker back in when the old session is over.
        Files.writeString(settings(), """
                process.roles=broker,controller
                node.id=1
                log.dirs=%1$s
                controller.quorum.voters=1@127.0.0.1:%3$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%3$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                broker.session.timeout.ms=2000
                broker.heartbeat.interval.ms=500
                auto.create.topics.enable=false
                group.initial.rebalance.delay.ms=0
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                log.cleaner.dedupe.buffer.size=4194304
                log.index.size.max.bytes=1048576
                message.max.bytes=11534336
                """.formatted(folder.resolve("data"), port, controllerPort));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
