package dev.herald.worker.delivery;

import java.time.Instant;
import java.util.Optional;

/** Whether it is too late for a message. */
final class Expiry {

    private final Ownership ownership;

    Expiry(Ownership ownership) {
        this.ownership = ownership;
    }

    /** Older than the channel's {@code timeToLive}. */
    boolean isTooOld(long acceptedMillis) {
        long age = ownership.wall().toEpochMilli() - acceptedMillis;
        return age >= ownership.settings().policy().timeToLive().toMillis();
    }

    /** Past the message's own {@code expiresAt}. */
    boolean isPast(Optional<Instant> expiresAt) {
        return expiresAt.filter(time -> !ownership.wall().isBefore(time)).isPresent();
    }
}
