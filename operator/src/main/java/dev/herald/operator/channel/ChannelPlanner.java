package dev.herald.operator.channel;

import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.plan.Text;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.Share;
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

    /** The plan. */
    public Plan<ChannelStatus> plan(ObservedChannel observed, Instant now) {
        if (observed.channel().spec() instanceof Reading.Unreadable<ChannelSpec>(Reason reason, String message)) {
            return stalled(observed, new Stall(reason, message), List.of(), now);
        }
        ChannelSpec spec = observed.channel().spec().readable().orElseThrow();
        String name = spec.pipelineRef().name();
        if (observed.pipeline().isEmpty()) {
            Stall stall = new Stall(Reason.PipelineNotFound,
                    "spec.pipelineRef.name: there is no NotificationPipeline %s in this namespace; create it, or delete this Channel"
                            .formatted(name));
            return stalled(observed, stall, Succession.end(observed), now);
        }
        Optional<Stored<ChannelSpec, ChannelStatus>> older = Duplicates.olderChannel(observed.channel(),
                observed.siblings());
        if (older.isPresent()) {
            Stall stall = new Stall(Reason.Duplicate,
                    "spec.key: Channel %s is older and has the key %s; delete this one, or make one with another key"
                            .formatted(older.get().name(), WorkerFile.key(observed.channel().name(), spec)));
            return stalled(observed, stall, List.of(), now);
        }
        Optional<NotificationPipelineSpec> pipeline = runnable(observed.pipeline().get(), observed);
        if (pipeline.isEmpty()) {
            return Plan.of(status(observed, Optional.of(spec), Optional.empty(),
                    ChannelConditions.waiting(observed, spec, name, now)));
        }
        try {
            Release wanted = Release.of(Optional.ofNullable(pipeline.get().worker()), defaultImage);
            Senders senders = Senders.of(observed, pipeline.get(), spec, wanted);
            List<Write> writes = Succession.writes(observed, senders);
            Conditions conditions = ChannelConditions.running(observed, pipeline.get(), spec, senders,
                    !writes.isEmpty(),
                    now);
            return Plan.of(writes, status(observed, Optional.of(spec), Optional.of(senders), conditions));
        } catch (InvalidSpec invalid) {
            return stalled(observed, new Stall(Reason.Invalid, invalid.getMessage()), List.of(), now);
        }
    }

    /** What is said when the API server refuses a write for good. */
    public Plan<ChannelStatus> refused(ObservedChannel observed, String message, Instant now) {
        return stalled(observed, new Stall(Reason.Forbidden, message), List.of(), now);
    }

    /** The status without what may change with every message. */
    public static ChannelStatus withoutFigures(ChannelStatus status) {
        return new ChannelStatus(status.observedGeneration(), Conditions.withoutMessages(status.conditions()),
                status.replicas(), status.selector(),
                status.provider(), status.revision(), status.targetRevision(), status.targetPercent(), null, null,
                null);
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
        return Plan.of(writes, status(observed, observed.channel().spec().readable(), Optional.empty(), conditions));
    }

    private static ChannelStatus status(ObservedChannel observed, Optional<ChannelSpec> spec, Optional<Senders> senders,
            Conditions conditions) {
        ChannelStatus before = observed.before();
        long replicas = observed.deployments().stream().mapToLong(WorkerObjects::existing).sum();
        String selector = spec.map(told -> selector(told.pipelineRef().name(), observed.channel().name()))
                .orElse(before.selector());
        String provider = spec.flatMap(told -> told.providers().stream().findFirst())
                .map(told -> told.name())
                .orElse(before.provider());
        Optional<Report.Figures> figures = observed.figures();
        return new ChannelStatus(observed.channel().generation(), conditions.list(), replicas, selector, provider,
                senders.flatMap(Senders::main).map(Sender::revision).orElse(before.revision()),
                senders.isPresent()
                        ? senders.flatMap(Senders::ramping).map(Sender::revision).orElse(null)
                        : before.targetRevision(),
                senders.isPresent() ? percent(observed) : before.targetPercent(),
                figures.map(now -> Rounded.count(now.lag())).orElse(before.lag()),
                figures.isPresent()
                        ? figures.map(Report.Figures::oldest).map(Rounded::time).orElse(null)
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

    private static Optional<String> worst(Report.Figures figures) {
        return figures.failing()
                .stream()
                .filter(failing -> failing.failed() > 0)
                .max(Comparator.comparingLong(Report.Failing::percent).thenComparingLong(Report.Failing::failed))
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
