package dev.herald.operator.channel;

import dev.herald.api.Durations;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus.ScalingStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Scaling;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.scaling.AccountLimit;
import dev.herald.operator.scaling.QuotaPart;
import dev.herald.operator.scaling.ReplayLoad;
import dev.herald.operator.scaling.RequestedScaling;
import dev.herald.operator.scaling.ScalingDecision;
import dev.herald.operator.scaling.ScalingFacts;
import dev.herald.operator.scaling.ScalingFigures;
import dev.herald.operator.scaling.ScalingPlanner;
import dev.herald.operator.scaling.ScalingSettings;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many pods the senders of a channel are to be, over all revisions.
 *
 * @param decided
 *            empty where nobody asked for scaling: then {@code spec.replicas} is all there is
 * @param isHandedOver
 *            whether {@code spec.replicas} is to be written, once, for an autoscaler to go on from
 */
public record ChannelScaling(int replicas, Optional<Decided> decided, boolean isHandedOver) {
    private static final int LONGEST_REASON = 256;

    /**
     * A decision, and what it rests on.
     *
     * @param facts
     *            that it was made by
     */
    public record Decided(ScalingSettings settings, ScalingFacts facts, ScalingDecision decision) {}

    /**
     * The decision.
     *
     * @throws InvalidSpec
     *             about a field of {@code spec.scaling}
     */
    static ChannelScaling decide(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec,
            Instant now) {
        Optional<ScalingSettings> settings = RequestedScaling.of(Optional.ofNullable(pipeline.scaling()),
                Optional.ofNullable(spec.scaling()));
        Optional<Decided> decided = settings.map(asked -> decide(observed, pipeline, spec, asked, now));
        return new ChannelScaling(
                decided.map(made -> made.decision().replicas()).orElseGet(() -> asked(spec).orElse(1)), decided,
                settings.filter(asked -> isHandedOver(observed, spec, asked)).isPresent());
    }

    /** An autoscaler goes on from {@code spec.replicas}, which may say what somebody wanted long ago, or nothing. */
    private static boolean isHandedOver(ObservedChannel observed, ChannelSpec spec, ScalingSettings settings) {
        ScalingStatus before = observed.before().scaling();
        boolean isNew = before != null && before.mode() != Scaling.Mode.External;
        OptionalInt asked = asked(spec);
        return settings.mode() == Mode.External
                && (asked.isEmpty() || isNew && asked.getAsInt() != current(observed, spec));
    }

    private static Decided decide(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec,
            ScalingSettings settings, Instant now) {
        ScalingFacts facts = facts(observed, pipeline, spec, settings);
        return new Decided(settings, facts,
                ScalingPlanner.decide(settings, facts, observed.scaling().memory(), now));
    }

    /** Whether pods come and go without a change of the spec by a person. */
    boolean isElastic() {
        return decided.filter(made -> made.settings().mode() != Mode.Fixed).isPresent();
    }

    /** Whether the operator decides, and has decided for no pod. */
    boolean isAsleep() {
        return replicas == 0 && decided.filter(made -> made.settings().mode() == Mode.Auto).isPresent();
    }

    /** What is said of it; null where nobody asked for scaling. Who decided before does so until the other has what he goes on from. */
    ScalingStatus status(ObservedChannel observed) {
        Optional<Scaling.Mode> before = Optional.ofNullable(observed.before().scaling())
                .map(ScalingStatus::mode)
                .filter(_ -> isHandedOver);
        return decided.map(made -> new ScalingStatus(
                before.orElseGet(() -> Scaling.Mode.valueOf(made.settings().mode().name())),
                (long) replicas, Text.atMost(LONGEST_REASON, made.decision().reason()),
                made.decision().catchUpTime().map(Durations::format).orElse(null))).orElse(null);
    }

    private static ScalingFacts facts(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec,
            ScalingSettings settings) {
        String key = WorkerFile.key(observed.channel().name(), spec);
        ReplayLoad replay = ReplayLoad.of(observed.scaling().replayJobs(), key, observed.report().fresh());
        boolean suspended = Boolean.TRUE.equals(pipeline.suspend()) || Boolean.TRUE.equals(spec.suspend());
        int current = current(observed, spec);
        return new ScalingFacts(current,
                isHandedOver(observed, spec, settings) ? OptionalInt.of(current) : asked(spec), suspended,
                Math.max(1, observed.partitions()), WorkerFile.concurrency(pipeline), quota(observed, spec),
                replay.isUnderWay() ? LiveFile.replaySharePercent(spec) : 0,
                figures(observed, settings, replay));
    }

    /** What was decided last; of a channel that was never scaled, the pods that there are. */
    private static int current(ObservedChannel observed, ChannelSpec spec) {
        return Optional.ofNullable(observed.before().scaling())
                .map(ScalingStatus::desiredReplicas)
                .map(Math::toIntExact)
                .orElseGet(() -> observed.deployments().isEmpty()
                        ? asked(spec).orElse(1)
                        : observed.deployments().stream().mapToInt(WorkerObjects::replicas).sum());
    }

    private static OptionalInt asked(ChannelSpec spec) {
        return spec.replicas() == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(spec.replicas()));
    }

    /** Until the limit is split, all of it: figures come later than that. */
    private static OptionalDouble quota(ObservedChannel observed, ChannelSpec spec) {
        return AccountLimit.of(spec)
                .map(limit -> OptionalDouble.of(observed.scaling()
                        .quota()
                        .map(QuotaPart::perSecond)
                        .filter(part -> part > 0)
                        .orElse((double) limit.perSecond())))
                .orElse(OptionalDouble.empty());
    }

    private static Optional<ScalingFigures> figures(ObservedChannel observed, ScalingSettings settings,
            ReplayLoad replay) {
        Optional<Report> report = observed.report().fresh();
        return observed.scaling()
                .reportSeenAt()
                .flatMap(seen -> observed.figures()
                        .map(ReportedFigures::scaling)
                        .flatMap(told -> ScalingFigures.of(told, report.orElseThrow().at(), seen,
                                replay.within(settings.targetCatchUp()))));
    }
}
