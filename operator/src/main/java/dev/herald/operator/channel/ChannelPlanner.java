package dev.herald.operator.channel;

import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.Provider.RateLimit;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.plan.Text;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.Share;
import dev.herald.operator.scaling.AccountLimit;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what is to be done about a channel. Pure: the same observation at the same time gives the same plan. */
public final class ChannelPlanner {
    private static final int LONGEST_FAILING = 256;

    private final String defaultImage;

    /**
     * A planner.
     *
     * @param defaultImage
     *            of workers whose pipeline names none
     */
    public ChannelPlanner(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /**
     * A plan, and the decision about replicas that is part of it.
     *
     * @param scaling
     *            empty if the plan has none, or nobody asked for one
     */
    public record Planned(Plan<ChannelStatus> plan, Optional<ChannelScaling.Decided> scaling) {}

    /** The plan. */
    public Plan<ChannelStatus> plan(ObservedChannel observed, Instant now) {
        return decide(observed, now).plan();
    }

    /** The same, with what the next decision rests on. */
    public Planned decide(ObservedChannel observed, Instant now) {
        if (observed.channel().spec() instanceof Reading.Unreadable<ChannelSpec>(Reason reason, String message)) {
            return told(stalled(observed, new Stall(reason, message), List.of(), now));
        }
        ChannelSpec spec = observed.channel().spec().readable().orElseThrow();
        String name = spec.pipelineRef().name();
        if (observed.pipeline().isEmpty()) {
            Stall stall = new Stall(Reason.PipelineNotFound,
                    "spec.pipelineRef.name: there is no NotificationPipeline %s in this namespace; create it, or delete this Channel"
                            .formatted(name));
            return told(stalled(observed, stall, Succession.end(observed), now));
        }
        Optional<Stored<ChannelSpec, ChannelStatus>> older = Duplicates.olderChannel(observed.channel(),
                observed.siblings());
        if (older.isPresent()) {
            Stall stall = new Stall(Reason.Duplicate,
                    "spec.key: Channel %s is older and has the key %s; delete this one, or make one with another key"
                            .formatted(older.get().name(), WorkerFile.key(observed.channel().name(), spec)));
            return told(stalled(observed, stall, List.of(), now));
        }
        Optional<Stored<ChannelSpec, ChannelStatus>> other = olderWithAnotherLimit(observed, spec);
        if (other.isPresent()) {
            RateLimit limit = AccountLimit.of(other.get().spec().readable().orElseThrow()).orElseThrow();
            Stall stall = new Stall(Reason.Invalid,
                    "spec.providers[0].rateLimit: Channel %s is older and says perSecond %d and burst %d of the account %s; write the same here. Until then the lower counts for both"
                            .formatted(other.get().name(), limit.perSecond(), AccountLimit.burst(limit),
                                    limit.account()));
            return told(stalled(observed, stall, List.of(), now));
        }
        Optional<NotificationPipelineSpec> pipeline = runnable(observed.pipeline().get(), observed);
        if (pipeline.isEmpty()) {
            return told(Plan.of(status(observed, Optional.of(spec), Optional.empty(), Optional.empty(),
                    ChannelConditions.waiting(observed, spec, name, now))));
        }
        try {
            AccountLimit.check(spec);
            Release wanted = Release.of(Optional.ofNullable(pipeline.get().worker()), defaultImage);
            ChannelScaling scaling = ChannelScaling.decide(observed, pipeline.get(), spec, now);
            Senders senders = Senders.of(observed, pipeline.get(), spec, wanted, scaling.replicas());
            List<Write> writes = Succession.writes(observed, senders);
            Conditions conditions = ChannelConditions.running(observed, pipeline.get(), spec, senders, scaling,
                    !writes.isEmpty(), now);
            Plan<ChannelStatus> plan = Plan.of(
                    Stream.concat(writes.stream(), ScalingChanges.writes(observed, scaling, now).stream()).toList(),
                    status(observed, Optional.of(spec), Optional.of(senders), Optional.of(scaling), conditions));
            return new Planned(plan, scaling.decided());
        } catch (InvalidSpec invalid) {
            return told(stalled(observed, new Stall(Reason.Invalid, invalid.getMessage()), List.of(), now));
        }
    }

    private static Planned told(Plan<ChannelStatus> plan) {
        return new Planned(plan, Optional.empty());
    }

    /** What is said when the API server refuses a write for good. */
    public Plan<ChannelStatus> refused(ObservedChannel observed, String message, Instant now) {
        return stalled(observed, new Stall(Reason.Forbidden, message), List.of(), now);
    }

    /** The status without what may change with every message. */
    public static ChannelStatus withoutFigures(ChannelStatus status) {
        return new ChannelStatus(status.observedGeneration(), Conditions.withoutMessages(status.conditions()),
                status.replicas(), status.selector(),
                status.provider(), status.revision(), status.targetRevision(), status.targetPercent(),
                Optional.ofNullable(status.scaling())
                        .map(said -> new ChannelStatus.ScalingStatus(said.mode(), said.desiredReplicas(), null, null))
                        .orElse(null),
                null, null, null);
    }

    private static Optional<Stored<ChannelSpec, ChannelStatus>> olderWithAnotherLimit(ObservedChannel observed,
            ChannelSpec spec) {
        return observed.siblings()
                .stream()
                .filter(sibling -> Stored.BY_AGE.compare(sibling, observed.channel()) < 0)
                .filter(sibling -> sibling.spec()
                        .readable()
                        .filter(said -> AccountLimit.differ(said, spec))
                        .isPresent())
                .min(Stored.BY_AGE);
    }

    /** The pipeline's spec, unless the pipeline stalls. */
    private static Optional<NotificationPipelineSpec> runnable(
            Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline, ObservedChannel observed) {
        if (Duplicates.olderPipeline(pipeline, observed.rivals()).isPresent()) {
            return Optional.empty();
        }
        return pipeline.spec().readable().filter(spec -> isValid(pipeline, spec));
    }

    private static boolean isValid(Stored<?, ?> pipeline, NotificationPipelineSpec spec) {
        try {
            WorkerFile.common(pipeline.namespace(), pipeline.name(), spec);
            LiveFile.of(spec, LiveFile.FIRST_FORMAT, new TreeMap<>(), new TreeMap<>(), Optional.empty());
            return true;
        } catch (InvalidSpec toldByThePipelineItself) {
            return false;
        }
    }

    private static Plan<ChannelStatus> stalled(ObservedChannel observed, Stall stall, List<Write> writes, Instant now) {
        Conditions conditions = ChannelConditions.stalled(observed, stall, now);
        return Plan.of(writes,
                status(observed, observed.channel().spec().readable(), Optional.empty(), Optional.empty(),
                        conditions));
    }

    private static ChannelStatus status(ObservedChannel observed, Optional<ChannelSpec> spec, Optional<Senders> senders,
            Optional<ChannelScaling> scaling, Conditions conditions) {
        ChannelStatus before = observed.before();
        long replicas = observed.deployments().stream().mapToLong(WorkerObjects::existing).sum();
        String selector = spec.map(told -> selector(told.pipelineRef().name(), observed.channel().name()))
                .orElse(before.selector());
        String provider = spec.flatMap(told -> told.providers().stream().findFirst())
                .map(told -> told.name())
                .orElse(before.provider());
        Optional<ReportedFigures> figures = observed.figures();
        return new ChannelStatus(observed.channel().generation(), conditions.list(), replicas, selector, provider,
                senders.flatMap(Senders::main).map(Sender::revision).orElse(before.revision()),
                senders.isPresent()
                        ? senders.flatMap(Senders::ramping).map(Sender::revision).orElse(null)
                        : before.targetRevision(),
                senders.isPresent() ? percent(observed) : before.targetPercent(),
                scaling.isPresent() ? scaling.get().status(observed) : before.scaling(),
                figures.map(now -> Rounded.count(now.lag())).orElse(before.lag()),
                figures.isPresent()
                        ? figures.map(ReportedFigures::oldest).map(Rounded::time).orElse(null)
                        : before.oldestMessageTime(),
                figures.isPresent() ? figures.flatMap(ChannelPlanner::worst).orElse(null) : before.failing());
    }

    private static Long percent(ObservedChannel observed) {
        return observed.rollout()
                .flatMap(state -> state.channel(observed.channel().name())
                        .filter(channel -> channel.ramping().isPresent())
                        .map(channel -> (long) Share.of(state, channel, 1, observed.partitions()).percent()))
                .orElse(null);
    }

    private static String selector(String pipeline, String channel) {
        return Labels.sender(pipeline, channel)
                .entrySet()
                .stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static Optional<String> worst(ReportedFigures figures) {
        return figures.failing()
                .stream()
                .filter(failing -> failing.failed() > 0)
                .max(Comparator.comparingLong(ReportedFigures.Failing::percent)
                        .thenComparingLong(ReportedFigures.Failing::failed))
                .map(failing -> Text.atMost(LONGEST_FAILING,
                        (className(failing.labels()) + " " + failing.percent() + "%").strip()));
    }

    private static String className(Map<String, String> labels) {
        return new TreeMap<>(labels).entrySet()
                .stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }
}
