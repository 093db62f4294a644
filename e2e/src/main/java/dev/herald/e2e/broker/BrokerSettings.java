package dev.herald.e2e.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * The settings of a small Kafka that is broker and KRaft controller in one and makes no topic by itself.
 *
 * @param listens the address it listens on
 * @param advertised the name or address that clients are told
 * @param controller the address of its controller
 * @param data its data folder
 */
public record BrokerSettings(String listens, String advertised, String controller, Path data) {
    /** Where clients find it. */
    public static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;

    /** Writes them into a file, and returns it. */
    public Path writeTo(Path file) {
        var settings = new Properties();
        settings.putAll(Map.of("process.roles", "broker,controller", "node.id", "1", "log.dirs", data.toString(),
                "controller.quorum.voters", "1@" + controller + ":" + CONTROLLER_PORT, "controller.listener.names",
                "CONTROLLER", "listeners",
                "PLAINTEXT://" + listens + ":" + PORT + ",CONTROLLER://" + controller + ":" + CONTROLLER_PORT,
                "advertised.listeners", "PLAINTEXT://" + advertised + ":" + PORT, "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"));
        settings.putAll(Map.of("auto.create.topics.enable", "false", "offsets.topic.num.partitions", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.num.partitions", "1", "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1", "share.coordinator.state.topic.replication.factor",
                "1",
                "group.initial.rebalance.delay.ms", "0"));
        // Small: two threads of each kind, and no 128 MiB for a log cleaner that has one topic to compact.
        settings.putAll(Map.of("num.network.threads", "2", "num.io.threads", "2", "num.recovery.threads.per.data.dir",
                "2", "background.threads",
                "2", "log.cleaner.dedupe.buffer.size", "4194304", "log.cleaner.threads", "1",
                "log.index.size.max.bytes", "1048576",
                "message.max.bytes", "11534336", "replica.fetch.max.bytes", "11534336"));
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
