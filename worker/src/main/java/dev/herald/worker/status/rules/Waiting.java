package dev.herald.worker.status.rules;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Messages of a channel that were never attempted.
 *
 * @param count
 *            how many
 * @param oldest
 *            when the one that waits longest was due; empty when none waits
 */
public record Waiting(long count, Optional<Instant> oldest) {

    /** For how many whole seconds the oldest is due. */
    long age(Instant at) {
        return oldest.map(due -> Math.max(0, Duration.between(due, at).toSeconds())).orElse(0L);
    }
}
