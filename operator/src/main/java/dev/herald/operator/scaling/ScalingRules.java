package dev.herald.operator.scaling;

import dev.herald.operator.plan.InvalidSpec;
import java.time.Duration;
import java.util.List;

/**
 * How fast replicas may go in one direction; with the meaning that HPAScalingRules of Kubernetes' autoscaling/v2 have.
 *
 * @param policies
 *            how much within which time; none: as much as there is to do
 * @param select
 *            which of them counts
 * @param stabilizationWindow
 *            over which the most cautious recommendation counts: the lowest for the way up, the highest for the way down
 */
public record ScalingRules(List<Policy> policies, Select select, Duration stabilizationWindow) {
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);
    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(30);

    /**
     * @throws InvalidSpec
     *             about what no HPA would take either
     */
    public ScalingRules {
        policies = List.copyOf(policies);
        if (stabilizationWindow.isNegative() || stabilizationWindow.compareTo(LONGEST_WINDOW) > 0) {
            throw new InvalidSpec("spec.scaling.behavior.stabilizationWindowSeconds",
                    "write a number from 0 to %d".formatted(LONGEST_WINDOW.toSeconds()));
        }
    }

    /** Which of several policies counts. */
    public enum Select {
        /** That which allows the largest change. */
        Max,
        /** That which allows the smallest. */
        Min,
        /** None: replicas never go this way. */
        Disabled
    }

    /** What a policy counts in. */
    public enum Unit {
        /** Replicas. */
        Pods,
        /** Percent of the replicas at the beginning of the period. */
        Percent
    }

    /**
     * How much within which time.
     *
     * @param value
     *            replicas, or percent of them
     * @param period
     *            within which all changes together stay below the value
     */
    public record Policy(Unit unit, int value, Duration period) {

        /**
         * @throws InvalidSpec
         *             about what no HPA would take either
         */
        public Policy {
            if (value < 1) {
                throw new InvalidSpec("spec.scaling.behavior.policies.value",
                        "%d would allow no change: write 1 or more, or selectPolicy: Disabled".formatted(value));
            }
            if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(LONGEST_PERIOD) > 0) {
                throw new InvalidSpec("spec.scaling.behavior.policies.periodSeconds",
                        "write a number from 1 to %d".formatted(LONGEST_PERIOD.toSeconds()));
            }
        }
    }
}
