package dev.herald.operator.scaling;

import dev.herald.operator.plan.InvalidSpec;
import java.time.Duration;

/**
 * What a channel's {@code scaling} asks for, its pipeline's filled in.
 *
 * @param minReplicas
 *            0 lets an idle channel have none
 * @param targetCatchUp
 *            within which a backlog is to be gone
 * @param maxMessageAge
 *            that no message should reach before its first attempt
 */
public record ScalingSettings(Mode mode, int minReplicas, int maxReplicas, Duration targetCatchUp,
        Duration maxMessageAge, ScalingBehavior behavior) {

    /**
     * @throws InvalidSpec
     *             about bounds that exclude each other
     */
    public ScalingSettings {
        if (minReplicas < 0) {
            throw new InvalidSpec("spec.scaling.minReplicas", "write 0 or more");
        }
        if (maxReplicas < Math.max(1, minReplicas)) {
            throw new InvalidSpec("spec.scaling.maxReplicas",
                    "%d is too few: write at least 1, and at least minReplicas, which is %d"
                            .formatted(maxReplicas, minReplicas));
        }
        positive("spec.scaling.targetCatchUp", targetCatchUp);
        positive("spec.scaling.maxMessageAge", maxMessageAge);
    }

    /** Who decides about replicas. */
    public enum Mode {
        /** The operator, from what is measured. */
        Auto,
        /** A person: {@code spec.replicas} of the Channel. */
        Fixed,
        /** An HPA or KEDA, through the Channel's {@code /scale}. */
        External
    }

    private static void positive(String field, Duration length) {
        if (!length.isPositive()) {
            throw new InvalidSpec(field, "write a duration above zero, such as 5m");
        }
    }
}
