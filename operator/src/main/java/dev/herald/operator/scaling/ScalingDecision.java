package dev.herald.operator.scaling;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many replicas a channel's senders are to be.
 *
 * @param replicas
 *            over all revisions
 * @param basis
 *            what that rests on
 * @param reason
 *            the same in words, with the number: {@code 12: backlog 41,000 gone in 4m40s at 12 × 13/s}
 * @param catchUpTime
 *            until nothing waits, with these replicas; zero if nothing waits now, empty if nobody knows, or never
 * @param memory
 *            for the next decision
 */
public record ScalingDecision(int replicas, Basis basis, String reason, Optional<Duration> catchUpTime,
        ScalingMemory memory) {

    /** Messages a second that one replica completes when it is full; empty if nobody knows. */
    public OptionalDouble ratePerSecond() {
        double rate = memory.learned().rate();
        return rate > 0 ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }

    /** Whether there were figures to decide by, or none were needed. */
    public boolean isKnown() {
        return basis != Basis.Unknown;
    }
}
