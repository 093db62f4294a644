package dev.herald.operator.rollout;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Rollout.AutoRollback;
import dev.herald.api.v1alpha1.Rollout.Probe;
import dev.herald.api.v1alpha1.Rollout.Strategy;
import dev.herald.api.v1alpha1.Serializer;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.worker.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a spec says of rollouts and the format of messages, with what it does not say filled in.
 *
 * @param steps
 *            in percent of the partitions; the last one is 100. None: all at once
 * @param probe
 *            whether the new image has to read beside the old one first
 * @param revision
 *            that a person pins
 * @param format
 *            that is asked for, a name or {@value #NEWEST}
 * @param history
 *            good releases that are kept besides the one that serves
 */
public record RolloutSettings(List<Integer> steps, Duration stepDuration, boolean probe, boolean autoRollback,
        boolean paused, Duration soak, Optional<String> revision, Optional<String> format, int history) {
    /** The newest format that the workers write. */
    public static final String NEWEST = "Newest";

    private static final List<Integer> STEPS = List.of(5, 50);
    private static final int ALL = 100;
    private static final String STEP_DURATION = "2m";
    private static final String SOAK = "30m";
    private static final long HISTORY = 3;

    /**
     * Of a spec.
     *
     * @throws InvalidSpec
     *             about the field
     */
    public static RolloutSettings of(NotificationPipelineSpec spec) {
        dev.herald.api.v1alpha1.Rollout rollout = Optional.ofNullable(spec.rollout())
                .orElse(new dev.herald.api.v1alpha1.Rollout(null, null, null, null, null, null, null, null));
        Serializer serializer = Optional.ofNullable(spec.serializer()).orElse(new Serializer(null, null));
        boolean immediate = rollout.strategy() == Strategy.Immediate;
        Duration soak = Field.length("spec.serializer.soak", serializer.soak(), SOAK);
        return new RolloutSettings(immediate ? List.of() : steps(rollout.steps()),
                Field.length("spec.rollout.stepDuration", rollout.stepDuration(), STEP_DURATION),
                !immediate && rollout.probe() != Probe.Disabled, rollout.autoRollback() != AutoRollback.Disabled,
                Boolean.TRUE.equals(rollout.paused()), immediate ? Duration.ZERO : soak,
                Optional.ofNullable(rollout.revision()), Optional.ofNullable(serializer.format()),
                Math.toIntExact(Field.number(rollout.revisionHistoryLimit(), HISTORY)));
    }

    private static List<Integer> steps(List<Long> asked) {
        List<Integer> steps = new ArrayList<>(
                asked.isEmpty() ? STEPS : asked.stream().map(Math::toIntExact).toList());
        steps.add(ALL);
        return List.copyOf(steps);
    }
}
