package dev.herald.operator.scaling;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a channel is, as far as the operator knows.
 *
 * @param replicas
 *            that its senders are asked to be now, over all revisions
 * @param asked
 *            {@code spec.replicas} of the Channel
 * @param suspended
 *            whether the Channel or its pipeline is
 * @param partitions
 *            of the log that its senders work on: those halted are not among them
 * @param slots
 *            sends that one replica has under way at once: {@code worker.concurrency}
 * @param quotaPerSecond
 *            messages a second that this channel may send: its part of the account's limit, replays included; empty: no limit
 * @param replayPercent
 *            of slots and quota that a replay under way may take from live messages; 0: none is under way
 * @param figures
 *            of the status worker's latest report; empty: there are none
 */
public record ScalingFacts(int replicas, OptionalInt asked, boolean suspended, int partitions, int slots,
        OptionalDouble quotaPerSecond, int replayPercent, Optional<ScalingFigures> figures) {

    /**
     * @throws IllegalArgumentException
     *             if a number is out of the range in which it has a meaning
     */
    public ScalingFacts {
        require(replicas >= 0, "replicas", replicas, "0 or more");
        require(partitions >= 1, "partitions", partitions, "1 or more");
        require(slots >= 1, "slots", slots, "1 or more");
        require(quotaPerSecond.orElse(1) > 0, "quotaPerSecond", quotaPerSecond.orElse(1), "above 0");
        require(replayPercent >= 0 && replayPercent <= 100, "replayPercent", replayPercent, "from 0 to 100");
    }

    /** Messages a second, endless if there is no limit. */
    double quota() {
        return quotaPerSecond.orElse(Double.MAX_VALUE);
    }

    private static void require(boolean holds, String field, Number value, String range) {
        if (!holds) {
            throw new IllegalArgumentException("%s: %s must be %s".formatted(field, value, range));
        }
    }
}
