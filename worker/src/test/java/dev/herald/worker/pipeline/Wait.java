package dev.herald.worker.pipeline;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waits for processes, on machines that are shared. */
public final class Wait {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private Wait() {
    }

    public static ConditionFactory patiently() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }
}
