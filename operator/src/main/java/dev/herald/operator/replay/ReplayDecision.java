package dev.herald.operator.replay;

import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobSpec.StartPolicy;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.report.Verdict;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides where a replay is. It starts once: only after a fresh report has said that the control topic knows of no end of it. */
final class ReplayDecision {
    /** Without traffic for so long a replay tries by itself; design 5.3. */
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(60);

    private ReplayDecision() {
    }

    /** Of a replay whose spec can be read, and that is not over. */
    static ReplayState state(ObservedReplay observed, ReplayJobSpec spec, String specHash, Instant now) {
        if (observed.started() && !observed.before().specHash().equals(specHash)) {
            return new ReplayState.Stuck(Reason.SpecChanged,
                    "spec: was changed after the replay had started; make a ReplayJob with another name");
        }
        Optional<Report.Replay> record = observed.record(specHash);
        if (record.filter(Report.Replay::isFinished).isPresent()) {
            return over(observed, record.get());
        }
        if (observed.pipeline().isEmpty()) {
            return new ReplayState.Stuck(Reason.PipelineNotFound,
                    "spec.pipelineRef.name: there is no NotificationPipeline %s in this namespace; create it, or delete this ReplayJob"
                            .formatted(spec.pipelineRef().name()));
        }
        Optional<String> failure = observed.job().flatMap(ReplayDecision::failure);
        if (failure.isPresent() && mayBeTold(observed, now)) {
            return new ReplayState.Broken(Reason.JobFailed,
                    "Job %s failed: %s".formatted(observed.job().get().getMetadata().getName(), failure.get()));
        }
        Optional<ReplayState> held = held(observed.pipeline().get(), spec);
        if (held.isPresent()) {
            return held.get();
        }
        return observed.started() ? running(record, spec) : start(observed, spec, now);
    }

    private static ReplayState over(ObservedReplay observed, Report.Replay record) {
        boolean elsewhere = !observed.started();
        String message = record.message().isEmpty() ? "" : " " + record.message();
        if (record.phase().equals(Phase.Complete.name())) {
            return elsewhere
                    ? new ReplayState.Done(Reason.AlreadyRan,
                            "A replay with this name and spec has run before and is complete; use another name to run it again."
                                    + message)
                    : new ReplayState.Done(Reason.Finished, "Every message it matched is decided." + message);
        }
        return new ReplayState.Broken(elsewhere ? Reason.AlreadyRan : failed(record.reason()),
                "The replay failed." + message + " To run it again, make a ReplayJob with another name.");
    }

    private static Reason failed(String reason) {
        return List.of(Reason.TooMany, Reason.RepairDoesNotHold, Reason.TrialFailed)
                .stream()
                .filter(known -> known.name().equals(reason))
                .findFirst()
                .orElse(Reason.JobFailed);
    }

    private static Optional<ReplayState> held(Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline,
            ReplayJobSpec spec) {
        if (Boolean.TRUE.equals(spec.suspend())) {
            return Optional
                    .of(new ReplayState.Held(Reason.Suspended, "spec.suspend is true; set it to false to go on."));
        }
        return pipeline.spec()
                .readable()
                .filter(told -> Boolean.TRUE.equals(told.suspend()))
                .map(told -> new ReplayState.Held(Reason.PipelineSuspended,
                        "spec.suspend of NotificationPipeline %s is true; set it to false to go on."
                                .formatted(pipeline.name())));
    }

    private static ReplayState running(Optional<Report.Replay> record, ReplayJobSpec spec) {
        if (record.filter(told -> told.phase().equals(Phase.AwaitingApproval.name())).isPresent()
                && !Boolean.TRUE.equals(spec.approved())) {
            return new ReplayState.Unapproved(
                    "%d messages are selected, none is sent before spec.approved is true. %s"
                            .formatted(record.get().counts().matched(), record.get().message())
                            .strip());
        }
        return new ReplayState.Running(record.map(Report.Replay::message)
                .filter(message -> !message.isEmpty())
                .orElse("Selecting messages and feeding them to the senders."));
    }

    private static ReplayState start(ObservedReplay observed, ReplayJobSpec spec, Instant now) {
        String pipeline = observed.pipeline().orElseThrow().name();
        if (observed.pipeline().get().spec().readable().isEmpty()
                || Duplicates.olderPipeline(observed.pipeline().get(), observed.rivals()).isPresent()) {
            return new ReplayState.Waiting(Reason.NotStarted,
                    "NotificationPipeline %s stalls: look at its conditions.".formatted(pipeline));
        }
        Optional<Report> report = observed.report().proven();
        if (report.isEmpty()) {
            return new ReplayState.Waiting(Reason.NotStarted,
                    "Waits for a report that says whether it has run before. "
                            + (observed.report().fresh().isPresent() ? "" : Verdict.on(observed.report()).message()));
        }
        if (spec.incidentId() != null) {
            Optional<Boolean> open = incidentOpen(observed, report.get(), spec.incidentId());
            if (open.isEmpty()) {
                return new ReplayState.Stuck(Reason.IncidentNotFound,
                        "spec.incidentId: NotificationPipeline %s has no incident %s; its status.incidents lists them"
                                .formatted(pipeline, spec.incidentId()));
            }
            if (open.get() && isQuiet(report.get(), spec, now)) {
                return new ReplayState.Starting("Starting with a trial.");
            }
            return open.get() && spec.startPolicy() == StartPolicy.WhenRecovered
                    ? new ReplayState.Waiting(Reason.WaitingForRecovery,
                            "Incident %s is open; the replay starts when it closes.".formatted(spec.incidentId()))
                    : new ReplayState.Starting("Starting.");
        }
        List<String> open = spec.startPolicy() == StartPolicy.WhenRecovered
                ? openIncidents(report.get(), spec)
                : List.of();
        return open.isEmpty()
                ? new ReplayState.Starting("Starting.")
                : new ReplayState.Waiting(Reason.WaitingForRecovery,
                        "Open incidents: %s; the replay starts when they are closed.".formatted(Text.list(open)));
    }

    /** Whether a replay that would wait for its incident must find out by itself whether the failure has gone, and thus begins with a trial. */
    static boolean needsTrial(ObservedReplay observed, ReplayJobSpec spec) {
        return spec.startPolicy() == StartPolicy.WhenRecovered && spec.incidentId() != null
                && spec.mode() != ReplayJobSpec.Mode.Rehydrate
                && observed.report()
                        .proven()
                        .flatMap(report -> report.incident(spec.incidentId()))
                        .filter(Report.Incident::isOpen)
                        .isPresent();
    }

    /** Nothing was attempted for so long that nothing will show a recovery. */
    private static boolean isQuiet(Report report, ReplayJobSpec spec, Instant now) {
        Instant since = now.minus(QUIET);
        return report.incident(spec.incidentId())
                .filter(incident -> incident.detected() != null && incident.detected().isBefore(since))
                .map(incident -> report.channels().get(incident.channel()))
                .filter(ReportedFigures::measured)
                .filter(channel -> channel.lastDecision() == null || channel.lastDecision().isBefore(since))
                .isPresent();
    }

    /** An incident too old for the report may still stand in the pipeline's status. */
    private static Optional<Boolean> incidentOpen(ObservedReplay observed, Report report, String id) {
        return report.incident(id)
                .map(Report.Incident::isOpen)
                .or(() -> observed.pipeline()
                        .orElseThrow()
                        .status()
                        .stream()
                        .flatMap(status -> status.incidents().stream())
                        .filter(incident -> incident.id().equals(id))
                        .map(incident -> incident.state() == NotificationPipelineStatus.State.Open)
                        .findFirst());
    }

    private static List<String> openIncidents(Report report, ReplayJobSpec spec) {
        List<String> channels = spec.selector() == null ? List.of() : spec.selector().channels();
        return report.incidents()
                .stream()
                .filter(Report.Incident::isOpen)
                .filter(incident -> channels.isEmpty() || channels.contains(incident.channel()))
                .map(Report.Incident::id)
                .toList();
    }

    /** A feeder that gives up writes why before it ends, and a report tells it some moments later: that says more than the Job does. */
    private static boolean mayBeTold(ObservedReplay observed, Instant now) {
        Optional<Instant> ended = observed.job()
                .flatMap(ReplayDecision::failed)
                .map(JobCondition::getLastTransitionTime)
                .map(Instant::parse);
        return ended.isEmpty() || now.isAfter(ended.get().plus(REPORTED_WITHIN))
                || observed.report()
                        .fresh()
                        .filter(report -> report.at() != null && report.at().isAfter(ended.get().plusSeconds(5)))
                        .isPresent();
    }

    private static Optional<String> failure(Job job) {
        return failed(job)
                .map(condition -> condition.getMessage() == null ? condition.getReason() : condition.getMessage());
    }

    private static Optional<JobCondition> failed(Job job) {
        List<JobCondition> conditions = job.getStatus() == null || job.getStatus().getConditions() == null
                ? List.of()
                : job.getStatus().getConditions();
        return conditions.stream()
                .filter(condition -> "Failed".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst();
    }
}
