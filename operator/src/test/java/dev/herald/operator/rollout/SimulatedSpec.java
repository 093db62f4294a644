package dev.herald.operator.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people ask for.
 *
 * @param channels
 *            by name
 */
record SimulatedSpec(SimulatedRelease image, Optional<String> format, boolean paused, Optional<String> revision,
        boolean immediate, List<Integer> steps, boolean probe, boolean autoRollback, Map<String, Channel> channels) {
    static final Duration STEP = Duration.ofSeconds(20);
    static final Duration SOAK = Duration.ofSeconds(60);

    /** The version stands for all that makes another revision of the sender. */
    record Channel(int version, int replicas) {}

    RolloutSettings settings() {
        return new RolloutSettings(immediate ? List.of() : steps, STEP, probe && !immediate, autoRollback, paused,
                immediate ? Duration.ZERO : SOAK, revision, format, 3);
    }

    /** The revision of a sender. */
    static String sender(String channel, int version, String release) {
        return release + "/" + channel + version;
    }

    /** The release of a sender's revision. */
    static String release(String sender) {
        return sender.substring(0, sender.indexOf('/'));
    }
}
