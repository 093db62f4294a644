package dev.herald.worker.config;

import java.time.Duration;

/**
 * How often and how long a message is tried.
 *
 * @param retry
 *            attempts after the first
 * @param backoffDelay
 *            before the second attempt
 * @param maxBackoff
 *            the longest pause between two attempts
 * @param timeToLive
 *            from the time the message was accepted; older ones are listed as expired
 */
public record DeliveryPolicy(int retry, BackoffPolicy backoffPolicy, Duration backoffDelay, Duration maxBackoff,
        Duration timeToLive) {

    private static final int MAX_RETRY = 1_000;

    /** Exponential doubles the delay with each attempt; Linear adds it. */
    public enum BackoffPolicy {
        Exponential, Linear
    }

    static DeliveryPolicy from(Section section) {
        return new DeliveryPolicy(section.integer("retry", 0, MAX_RETRY),
                section.choice("backoffPolicy", BackoffPolicy.class), section.duration("backoffDelay"),
                section.duration("maxBackoff"), SendConfig.positive(section, "timeToLive"));
    }
}
