package dev.herald.operator.scaling;

import dev.herald.api.v1alpha1.Scaling;
import dev.herald.api.v1alpha1.Scaling.Policy;
import dev.herald.api.v1alpha1.Scaling.Rules;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.scaling.ScalingRules.Select;
import dev.herald.operator.scaling.ScalingRules.Unit;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import dev.herald.operator.worker.Field;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a channel and its pipeline ask for together: what the channel says goes before, member by member. */
public final class RequestedScaling {
    /** The schema's highest: the partitions are the bound. */
    private static final long MOST = 1000;
    private static final String CATCH_UP = "5m";
    private static final String AGE = "2m";

    private final Optional<Scaling> pipeline;
    private final Optional<Scaling> channel;

    private RequestedScaling(Optional<Scaling> pipeline, Optional<Scaling> channel) {
        this.pipeline = pipeline;
        this.channel = channel;
    }

    /**
     * The settings; empty if neither says anything: then {@code spec.replicas} is all there is.
     *
     * @throws InvalidSpec
     *             about the field
     */
    public static Optional<ScalingSettings> of(Optional<Scaling> pipeline, Optional<Scaling> channel) {
        return pipeline.isEmpty() && channel.isEmpty()
                ? Optional.empty()
                : Optional.of(new RequestedScaling(pipeline, channel).settings());
    }

    private ScalingSettings settings() {
        return new ScalingSettings(
                said(Scaling::mode).map(RequestedScaling::mode).orElse(Mode.Auto),
                Math.toIntExact(said(Scaling::minReplicas).orElse(1L)),
                Math.toIntExact(said(Scaling::maxReplicas).orElse(MOST)),
                length("targetCatchUp", said(Scaling::targetCatchUp), CATCH_UP),
                length("maxMessageAge", said(Scaling::maxMessageAge), AGE),
                said(Scaling::behavior).map(RequestedScaling::behavior).orElse(ScalingBehavior.DEFAULT));
    }

    private <V> Optional<V> said(Function<Scaling, V> member) {
        return Stream.of(channel, pipeline)
                .flatMap(Optional::stream)
                .flatMap(it -> Stream.ofNullable(member.apply(it)))
                .findFirst();
    }

    private static Mode mode(Scaling.Mode mode) {
        return switch (mode) {
            case Auto -> Mode.Auto;
            case Fixed -> Mode.Fixed;
            case External -> Mode.External;
            case Unrecognised -> throw unknown("mode");
        };
    }

    private static Duration length(String member, Optional<String> text, String otherwise) {
        return Field.length("spec.scaling." + member, text.orElse(null), otherwise);
    }

    private static ScalingBehavior behavior(Scaling.Behavior asked) {
        return new ScalingBehavior(rules(asked.scaleUp(), ScalingBehavior.DEFAULT.scaleUp()),
                rules(asked.scaleDown(), ScalingBehavior.DEFAULT.scaleDown()));
    }

    private static ScalingRules rules(Rules asked, ScalingRules otherwise) {
        if (asked == null) {
            return otherwise;
        }
        Select select = asked.selectPolicy() == null ? Select.Max : switch (asked.selectPolicy()) {
            case Max -> Select.Max;
            case Min -> Select.Min;
            case Disabled -> Select.Disabled;
            case Unrecognised -> throw unknown("behavior.selectPolicy");
        };
        return new ScalingRules(asked.policies().stream().map(RequestedScaling::policy).toList(), select,
                Optional.ofNullable(asked.stabilizationWindowSeconds())
                        .map(Duration::ofSeconds)
                        .orElse(otherwise.stabilizationWindow()));
    }

    private static ScalingRules.Policy policy(Policy asked) {
        Unit unit = switch (asked.type()) {
            case Pods -> Unit.Pods;
            case Percent -> Unit.Percent;
            case Unrecognised -> throw unknown("behavior.policies.type");
        };
        return new ScalingRules.Policy(unit, Math.toIntExact(asked.value()), Duration.ofSeconds(asked.periodSeconds()));
    }

    private static InvalidSpec unknown(String member) {
        return new InvalidSpec("spec.scaling." + member,
                "this version of Herald does not know the value; mend the field, or upgrade Herald");
    }
}
