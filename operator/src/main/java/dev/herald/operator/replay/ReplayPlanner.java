package dev.herald.operator.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Counts;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Text;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.Release;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what is to be done about a replay. Pure: the same observation at the same time gives the same plan. */
public final class ReplayPlanner {
    private static final int LONGEST_MESSAGE = 2048;

    private final String defaultImage;

    /**
     * A planner.
     *
     * @param defaultImage
     *            of workers whose pipeline names none
     */
    public ReplayPlanner(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /** The plan. */
    public Plan<ReplayJobStatus> plan(ObservedReplay observed, Instant now) {
        if (observed.finished()) {
            return Plan.of(Ended.writes(observed, now), observed.before());
        }
        if (observed.replay().spec() instanceof Reading.Unreadable<ReplayJobSpec>(Reason reason, String message)) {
            return Plan.of(status(observed, new ReplayState.Stuck(reason, message), observed.before().specHash(), now));
        }
        ReplayJobSpec spec = observed.replay().spec().readable().orElseThrow();
        String specHash = specHash(spec);
        ReplayState state = ReplayDecision.state(observed, spec, specHash, now);
        try {
            Plan<ReplayJobStatus> plan = plan(observed, spec, specHash, state, now);
            // What is started must be startable: a wrong field is told before the start is announced.
            if (plan.intent()) {
                feeder(observed, spec, specHash, now);
            }
            return plan;
        } catch (InvalidSpec invalid) {
            return Plan
                    .of(status(observed, new ReplayState.Stuck(Reason.Invalid, invalid.getMessage()), specHash, now));
        }
    }

    /** What is said when the API server refuses a write for good. */
    public Plan<ReplayJobStatus> refused(ObservedReplay observed, String message, Instant now) {
        return Plan.of(
                status(observed, new ReplayState.Stuck(Reason.Forbidden, message), observed.before().specHash(), now));
    }

    /** The status without what may change with every message. */
    public static ReplayJobStatus withoutFigures(ReplayJobStatus status) {
        return new ReplayJobStatus(status.observedGeneration(), Conditions.withoutMessages(status.conditions()),
                status.phase(), null, null, null, null, null, null, status.startTime(),
                status.completionTime(), status.jobName(), status.specHash(), null);
    }

    /** With namespace and name, the identity of a replay: what it does, and not whether and how fast it may. */
    static String specHash(ReplayJobSpec spec) {
        ObjectNode content = (ObjectNode) Json.tree(spec);
        List.of("suspend", "approved", "rateLimit", "ttlAfterFinished").forEach(content::remove);
        return Names.hash(Json.canonical(content));
    }

    private Plan<ReplayJobStatus> plan(ObservedReplay observed, ReplayJobSpec spec, String specHash, ReplayState state,
            Instant now) {
        ReplayJobStatus status = status(observed, state, specHash, now);
        return switch (state) {
            case ReplayState.Starting starting -> Plan.intent(status);
            case ReplayState.Running running -> Plan.of(feeding(observed, spec, specHash), status);
            case ReplayState.Unapproved unapproved -> Plan.of(feeding(observed, spec, specHash), status);
            case ReplayState.Held held -> Plan.of(suspended(observed, true), status);
            case ReplayState.Stuck stuck -> Plan.of(status);
            case ReplayState.Waiting waiting -> Plan.of(status);
            case ReplayState.Done done -> Plan.of(status);
            case ReplayState.Broken broken -> Plan.of(status);
        };
    }

    private List<Write> feeding(ObservedReplay observed, ReplayJobSpec spec, String specHash) {
        if (observed.job().isPresent()) {
            return suspended(observed, false);
        }
        // The control topic is asked again: the status may say that it started, and the Job may have ended and been cleared away since.
        if (observed.report().proven().isEmpty()
                || observed.pipeline().flatMap(pipeline -> pipeline.spec().readable()).isEmpty()) {
            return List.of();
        }
        Feeder feeder = feeder(observed, spec, specHash, observed.before().startTime());
        List<Write> writes = new ArrayList<>();
        Once.write(feeder.config(), observed.config()).ifPresent(writes::add);
        writes.add(new Write.Create(feeder.job()));
        return writes;
    }

    private Feeder feeder(ObservedReplay observed, ReplayJobSpec spec, String specHash, Instant started) {
        NotificationPipelineSpec pipeline = observed.pipeline().flatMap(named -> named.spec().readable()).orElseThrow();
        Release release = observed.rollout()
                .map(state -> state.servingRelease().release())
                .orElseGet(() -> Release.of(Optional.ofNullable(pipeline.worker()), defaultImage));
        return Feeder.of(observed.replay().subject(), spec, pipeline, observed.id(specHash), Rounded.time(started),
                release, ReplayDecision.needsTrial(observed, spec));
    }

    private static List<Write> suspended(ObservedReplay observed, boolean suspend) {
        Optional<Job> other = observed.job()
                .filter(job -> job.getSpec() != null && Boolean.TRUE.equals(job.getSpec().getSuspend()) != suspend)
                .filter(job -> job.getStatus() == null || job.getStatus().getCompletionTime() == null);
        ObjectNode merge = Json.object();
        merge.putObject("spec").put("suspend", suspend);
        return other.<Write>map(job -> new Write.Patch(job, merge)).stream().toList();
    }

    private static ReplayJobStatus status(ObservedReplay observed, ReplayState state, String specHash, Instant now) {
        ReplayJobStatus before = observed.before();
        Optional<Report.Replay> record = Optional.ofNullable(specHash).flatMap(observed::record);
        Counts counts = record.map(Report.Replay::counts).map(ReplayPlanner::mirrored).orElse(before.counts());
        boolean starts = state instanceof ReplayState.Starting;
        boolean over = state instanceof ReplayState.Done || state instanceof ReplayState.Broken;
        boolean started = starts || observed.started() || over;
        Instant startTime = before.startTime() != null
                ? before.startTime()
                : starts
                        ? Rounded.time(now)
                        : over ? record.map(Report.Replay::startedAt).map(Rounded::time).orElse(null) : null;
        Instant completion = over
                ? record.map(Report.Replay::finishedAt).map(Rounded::time).orElse(Rounded.time(now))
                : null;
        return new ReplayJobStatus(observed.replay().generation(), ReplayConditions.of(observed, state, record, now),
                phase(observed, state), counts,
                percent(counts, state), Figures.rate(record, over), Figures.eta(record, over),
                Figures.holds(record, over), Figures.unrecoverable(record, before), startTime, completion,
                starts || observed.started()
                        ? Names.replay(observed.replay().name(), observed.replay().subject().uid())
                        : before.jobName(),
                started ? Optional.ofNullable(before.specHash()).orElse(specHash) : before.specHash(),
                Text.atMost(LONGEST_MESSAGE, state.message()));
    }

    /** A stalled one stays where it was: what runs goes on running. */
    private static Phase phase(ObservedReplay observed, ReplayState state) {
        return switch (state) {
            case ReplayState.Stuck stuck -> Optional.ofNullable(observed.before().phase()).orElse(Phase.Pending);
            case ReplayState.Waiting(Reason reason, String message) ->
                reason == Reason.WaitingForRecovery ? Phase.Waiting : Phase.Pending;
            case ReplayState.Starting starting -> Phase.Running;
            case ReplayState.Running running -> Phase.Running;
            case ReplayState.Unapproved unapproved -> Phase.AwaitingApproval;
            case ReplayState.Held held -> Phase.Suspended;
            case ReplayState.Done done -> Phase.Complete;
            case ReplayState.Broken broken -> Phase.Failed;
        };
    }

    private static Counts mirrored(Report.Counts counts) {
        return new Counts(counts.matched(), counts.alreadyAccepted(), counts.stale(), counts.sent(), counts.failed(),
                counts.unknown(), counts.skipped(),
                counts.remaining());
    }

    private static Long percent(Counts counts, ReplayState state) {
        if (state instanceof ReplayState.Done) {
            return 100L;
        }
        if (counts == null || counts.matched() == null || counts.matched() == 0) {
            return null;
        }
        return Math.clamp((counts.matched() - counts.remaining()) * 100 / counts.matched(), 0L, 100L);
    }
}
