package dev.herald.worker.delivery;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a unit is tried again, if at all. What a replay sends has one attempt. */
final class Backoff {

    private final DeliverySettings settings;

    Backoff(DeliverySettings settings) {
        this.settings = settings;
    }

    /** @return empty when this was the last attempt */
    Optional<Instant> afterFailure(Instant now, int attempt, String job, boolean permanent,
            Optional<Duration> retryAfter) {
        if (permanent || !job.isEmpty() || attempt > settings.policy().retry()) {
            return Optional.empty();
        }
        Duration delay = delay(attempt);
        return Optional.of(now.plus(retryAfter.filter(asked -> asked.compareTo(delay) > 0).orElse(delay)));
    }

    /** @return empty when it is left to a person */
    Optional<Instant> afterUnknown(Instant now, int attempt, String job) {
        boolean parked = settings.onUnknown() == OnUnknown.Park;
        return afterFailure(now, attempt, job, parked, Optional.empty());
    }

    private Duration delay(int attempt) {
        DeliveryPolicy policy = settings.policy();
        Duration delay = switch (policy.backoffPolicy()) {
            case Linear -> policy.backoffDelay().multipliedBy(attempt);
            case Exponential -> policy.backoffDelay().multipliedBy(1L << Math.min(attempt - 1, 20));
        };
        return delay.compareTo(policy.maxBackoff()) < 0 ? delay : policy.maxBackoff();
    }
}
