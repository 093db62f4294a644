package dev.herald.operator.scaling;

import dev.herald.operator.scaling.ScalingMemory.Change;
import dev.herald.operator.scaling.ScalingMemory.Recommendation;
import dev.herald.operator.scaling.ScalingRules.Policy;
import dev.herald.operator.scaling.ScalingRules.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How far and how fast {@code behavior} lets replicas go, as Kubernetes' HPA has it: kubernetes/pkg/controller/podautoscaler/horizontal.go of 1.36. */
record Pace(ScalingBehavior behavior, ScalingMemory memory, Instant now) {
    private static final int PERCENT = 100;

    /** The longest time for which recommendations may count. */
    static Duration longestWindow(ScalingBehavior behavior) {
        Duration up = behavior.scaleUp().stabilizationWindow();
        Duration down = behavior.scaleDown().stabilizationWindow();
        return up.compareTo(down) > 0 ? up : down;
    }

    /** The longest time for which changes may count. */
    static Duration longestPeriod(ScalingBehavior behavior) {
        return Stream.of(behavior.scaleUp(), behavior.scaleDown())
                .flatMap(rules -> rules.policies().stream())
                .map(Policy::period)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Where to go from a number: as high as the lowest recommendation of the one window, as low as the highest of the other. */
    int stabilised(int current) {
        return Math.clamp(current, recommended(behavior.scaleUp()).min().orElse(current),
                recommended(behavior.scaleDown()).max().orElse(current));
    }

    /** The latest, however long ago, and those before it within the window. */
    private IntStream recommended(ScalingRules rules) {
        List<Recommendation> all = memory.recommendations();
        Instant from = now.minus(rules.stabilizationWindow());
        return IntStream.range(0, all.size())
                .filter(i -> i == all.size() - 1 || all.get(i).at().isAfter(from))
                .map(i -> all.get(i).replicas());
    }

    /** What the policies let become of a number on the way to another one. */
    int allowed(int current, int wanted) {
        if (wanted > current) {
            return Math.min(wanted, Math.max(current, upTo(current)));
        }
        return wanted < current ? Math.max(wanted, Math.min(current, downTo(current))) : current;
    }

    private int upTo(int current) {
        return limit(behavior.scaleUp(), current, Integer.MAX_VALUE, IntStream::max, IntStream::min,
                (before, policy) -> policy.unit() == Unit.Pods
                        ? before + (long) policy.value()
                        : Math.ceilDiv(before * (PERCENT + (long) policy.value()), PERCENT));
    }

    private int downTo(int current) {
        return limit(behavior.scaleDown(), current, 0, IntStream::min, IntStream::max,
                (before, policy) -> policy.unit() == Unit.Pods
                        ? before - (long) policy.value()
                        : before * Math.max(0, PERCENT - (long) policy.value()) / PERCENT);
    }

    private int limit(ScalingRules rules, int current, int free, Function<IntStream, OptionalInt> farthest,
            Function<IntStream, OptionalInt> nearest, ToLongBiFunction<Integer, Policy> proposed) {
        IntStream proposals = rules.policies()
                .stream()
                .mapToInt(policy -> Math.clamp(proposed.applyAsLong(before(current, policy), policy), 0,
                        Integer.MAX_VALUE));
        return switch (rules.select()) {
            case Max -> farthest.apply(proposals).orElse(free);
            case Min -> nearest.apply(proposals).orElse(free);
            case Disabled -> current;
        };
    }

    /** What it was when the period of a policy began. */
    private int before(int current, Policy policy) {
        Instant from = now.minus(policy.period());
        return current - memory.changes().stream().filter(it -> it.at().isAfter(from)).mapToInt(Change::by).sum();
    }
}
