package dev.herald.worker;

import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What every role is given.
 *
 * @param live
 *            stays open as long as the process runs
 * @param credentials
 *            where the role's Secret is mounted; empty when it has none
 */
public record Workplace(WorkerConfig config, LiveConfig live, Identity identity, Optional<Path> credentials,
        PrometheusMeterRegistry metrics) {}
