package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingRules.Select;
import java.time.Duration;
import java.util.List;

/** How fast replicas may go up and down. */
public record ScalingBehavior(ScalingRules scaleUp, ScalingRules scaleDown) {

    /** Up at once, for what is needed is measured; down, a step at a time, when less has been enough for two minutes. */
    public static final ScalingBehavior DEFAULT = new ScalingBehavior(
            new ScalingRules(List.of(), Select.Max, Duration.ZERO),
            new ScalingRules(List.of(), Select.Max, Duration.ofMinutes(2)));
}
