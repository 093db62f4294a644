package dev.herald.worker.pipeline;

import dev.herald.worker.kafka.Patience;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;

/** Waits for processes, on machines that are shared. */
public final class Wait {
    private Wait() {
    }

    public static ConditionFactory patiently() {
        return Patience.await().pollInterval(Duration.ofMillis(50));
    }
}
