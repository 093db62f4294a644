package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Another autoscaler, of whom is seen to it that he keeps within bounds and holds what he knows nothing of. */
final class Watched implements Autoscaler {
    private final Autoscaler autoscaler;
    private final int fewest;
    private final int most;
    private final int settling;
    private int changes;

    /**
     * @param settling
     *            seconds in which changes are not counted
     */
    Watched(Autoscaler autoscaler, int fewest, int most, int settling) {
        this.autoscaler = autoscaler;
        this.fewest = fewest;
        this.most = most;
        this.settling = settling;
    }

    @Override
    public int replicas(int second, ScalingFacts facts) {
        int replicas = autoscaler.replicas(second, facts);
        assertTrue(replicas >= fewest && replicas <= most,
                "%d replicas at %d s: not from %d to %d".formatted(replicas, second, fewest, most));
        if (facts.figures().isEmpty() && facts.replicas() >= fewest) {
            assertEquals(facts.replicas(), replicas, "without figures, at %d s".formatted(second));
        }
        changes += second >= settling && replicas != facts.replicas() ? 1 : 0;
        return replicas;
    }

    int changes() {
        return changes;
    }
}
