package dev.herald.worker.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code worker.json}: what a worker is for as long as it runs (docs/formats.md, "What a worker is given").
 *
 * @param concurrency
 *            how many sends may be under way at once
 * @param ingest
 *            there for the role ingest alone; likewise send, replay and probe
 */
public record WorkerConfig(String namespace, String pipeline, String revision, KafkaConfig kafka, LogConfig log,
        int concurrency, Optional<IngestConfig> ingest, Optional<SendConfig> send, Optional<ReplayConfig> replay,
        Optional<ProbeConfig> probe) {

    public static final String FILE = "worker.json";
    private static final int VERSION = 1;
    private static final int MAX_CONCURRENCY = 10_000;

    /**
     * @throws ConfigurationException
     *             if the file is not there or wrong
     */
    public static WorkerConfig read(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ConfigurationException(
                    "%s cannot be read (%s): --config must name the directory that holds %s"
                            .formatted(file, e.getClass().getSimpleName(), FILE),
                    e);
        }
    }

    /** @param name what complaints call the file */
    static WorkerConfig parse(String name, byte[] content) {
        Section root = Section.of(name, content, VERSION);
        return new WorkerConfig(root.text("namespace"), root.text("pipeline"), root.text("revision"),
                KafkaConfig.from(root.section("kafka")),
                LogConfig.from(root.section("log")),
                root.integer("concurrency", 1, MAX_CONCURRENCY),
                root.optionalSection("ingest").map(IngestConfig::from),
                root.optionalSection("send").map(SendConfig::from),
                root.optionalSection("replay").map(ReplayConfig::from),
                root.optionalSection("probe").map(ProbeConfig::from));
    }
}
