package dev.herald.operator.pipeline;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.api.v1alpha1.EventLog;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.report.Verdict;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.LiveFile;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of a pipeline. */
final class PipelineConditions {
    private final ObservedPipeline observed;
    private final Optional<NotificationPipelineSpec> spec;
    private final Verdict verdict;
    private final Conditions conditions;
    private final Instant now;

    private PipelineConditions(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec, Instant now) {
        this.observed = observed;
        this.spec = spec;
        this.verdict = Verdict.on(observed.report());
        this.conditions = new Conditions(observed.before().conditions(), observed.pipeline().generation(), now);
        this.now = now;
    }

    /**
     * All conditions.
     *
     * @param roles
     *            that are wanted; none of a pipeline that never ran
     * @param busy
     *            whether there is something to write
     * @param decided
     *            about revisions and format; empty of a pipeline that stalls
     */
    static Conditions of(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec, Optional<Stall> stall,
            List<Role> roles, boolean busy,
            List<Incident> open, Optional<PipelinePlanner.Decided> decided, Instant now) {
        PipelineConditions said = new PipelineConditions(observed, spec, now);
        if (!roles.isEmpty()) {
            said.available(roles);
            said.metrics();
            said.durable();
            said.delivery(open);
            spec.ifPresent(told -> StatusStreamCondition.say(said.conditions, observed, told, now));
            decided.ifPresent(known -> RolloutConditions.format(said.conditions, observed, known));
        }
        stall.ifPresentOrElse(said::stalled, () -> {
            said.ready(roles);
            said.reconciling(roles, busy);
            said.conditions.notStalled();
            decided.ifPresent(known -> RolloutConditions.begun(said.conditions, known));
            decided.flatMap(PipelinePlanner.Decided::rollout)
                    .ifPresent(rollout -> RolloutConditions.progress(said.conditions, rollout, decided.get().wanted(),
                            spec));
        });
        return said.conditions;
    }

    /** Whether the status of a channel says that it is ready, and speaks of its present spec. */
    static boolean isReady(Stored<?, ?> channel, List<Condition> conditions) {
        return conditions.stream()
                .anyMatch(condition -> condition.type().equals(ConditionType.Ready.name())
                        && condition.status() == Status.True
                        && condition.observedGeneration() != null
                        && condition.observedGeneration() == channel.generation());
    }

    static List<String> unreadyChannels(ObservedPipeline observed) {
        return observed.channels()
                .stream()
                .filter(channel -> !isReady(channel,
                        channel.status().map(status -> status.conditions()).orElse(List.of())))
                .map(Stored::name)
                .sorted()
                .toList();
    }

    private void stalled(Stall stall) {
        conditions.stalled(stall.reason(), stall.message())
                .set(ConditionType.Ready, Status.False, stall.reason(), stall.message());
    }

    private void available(List<Role> roles) {
        Map<String, Reason> missing = new LinkedHashMap<>();
        roles.stream()
                .filter(role -> observed.deployment(role).map(WorkerObjects::available).orElse(0) == 0)
                .forEach(role -> missing.put(Names.worker(observed.pipeline().name(), role), unavailable(role)));
        observed.channels()
                .stream()
                .map(Stored::name)
                .filter(this::hasNoSender)
                .forEach(channel -> missing.put(channel, Reason.SendersUnavailable));
        if (missing.isEmpty()) {
            conditions.set(ConditionType.Available, Status.True, Reason.RolledOut, "Every role has a ready pod.");
        } else {
            conditions.set(ConditionType.Available, Status.False, missing.values().iterator().next(),
                    "No pod is ready of: " + Text.list(missing.keySet()) + ".");
        }
    }

    private static Reason unavailable(Role role) {
        return role == Role.ingest ? Reason.IngestUnavailable : Reason.StatusWorkerUnavailable;
    }

    private boolean hasNoSender(String channel) {
        List<Deployment> senders = observed.senders(channel);
        boolean wanted = senders.isEmpty() || senders.stream().anyMatch(sender -> WorkerObjects.replicas(sender) > 0);
        return wanted && senders.stream().noneMatch(sender -> WorkerObjects.available(sender) > 0);
    }

    private void metrics() {
        conditions.set(ConditionType.MetricsAvailable, verdict.status(), verdict.reason(), verdict.message());
    }

    private void durable() {
        Optional<Report> report = observed.report().fresh();
        if (report.isEmpty()) {
            conditions.set(ConditionType.LogDurable, Status.Unknown, verdict.reason(), verdict.message());
            return;
        }
        Report.Durable durable = report.get().log().durable();
        boolean waived = spec.filter(told -> told.eventLog().durability().policy() == EventLog.Policy.Warn).isPresent();
        switch (durable.status()) {
            case "True" -> conditions.set(ConditionType.LogDurable, Status.True, Reason.Replicated, durable.message());
            case "False" -> conditions.set(ConditionType.LogDurable, Status.False,
                    waived ? Reason.PromiseWaived : Reason.NotReplicated, durable.message());
            default -> conditions.set(ConditionType.LogDurable, Status.Unknown,
                    logProblem(report.get()).map(Stall::reason).orElse(Reason.ReportPending),
                    durable.message().isEmpty() ? "The topics have not been looked at yet." : durable.message());
        }
    }

    private void delivery(List<Incident> open) {
        Optional<Report> report = observed.report().fresh();
        if (!open.isEmpty()) {
            String what = open.stream()
                    .map(incident -> incident.id() + ": " + incident.message())
                    .collect(Collectors.joining("; "));
            conditions.set(ConditionType.DeliveryHealthy, Status.False, Reason.IncidentOpen,
                    report.isPresent()
                            ? what
                            : what + " (as it was when the last report came: " + verdict.message() + ")");
        } else if (unmeasured(report).isPresent()) {
            Stall why = unmeasured(report).get();
            conditions.set(ConditionType.DeliveryHealthy, Status.Unknown,
                    unmeasuredFor().compareTo(noDataFor()) >= 0 ? Reason.NoData : why.reason(), why.message());
        } else if (isIdle(report.get().channels().values())) {
            conditions.set(ConditionType.DeliveryHealthy, Status.True, Reason.Idle,
                    "Everything is measured, and nothing waits to be delivered.");
        } else {
            conditions.set(ConditionType.DeliveryHealthy, Status.True, Reason.Healthy,
                    "Deliveries are measured, and no rule is crossed.");
        }
    }

    private Optional<Stall> unmeasured(Optional<Report> report) {
        if (report.isEmpty()) {
            return Optional.of(new Stall(verdict.reason(), verdict.message()));
        }
        return report.get().channels().values().stream().allMatch(ReportedFigures::measured)
                ? Optional.empty()
                : logProblem(report.get()).or(() -> Optional.of(new Stall(Reason.ReportPending,
                        "The status worker has not read the ledgers of all channels yet.")));
    }

    /** For how long nothing has been measured; the condition itself remembers. */
    private Duration unmeasuredFor() {
        return conditions.before(ConditionType.DeliveryHealthy)
                .filter(delivery -> delivery.status() == Status.Unknown)
                .map(delivery -> Duration.between(delivery.lastTransitionTime(), now))
                .orElse(Duration.ZERO);
    }

    private Duration noDataFor() {
        return spec.map(LiveFile::noDataFor).orElse(Duration.ofMinutes(3));
    }

    private boolean isIdle(Collection<ReportedFigures> channels) {
        return channels.stream()
                .allMatch(channel -> channel.lag() == 0 && channel.pending() == 0
                        && (channel.lastDecision() == null
                                || channel.lastDecision().isBefore(now.minus(Duration.ofMinutes(5)))));
    }

    private void ready(List<Role> roles) {
        for (Role role : roles) {
            Optional<Stall> problem = problem(role);
            if (problem.isPresent()) {
                conditions.set(ConditionType.Ready, Status.False, problem.get().reason(), problem.get().message());
                return;
            }
        }
        Optional<Report> report = observed.report().fresh();
        if (report.isEmpty()) {
            conditions.set(ConditionType.Ready, Status.Unknown, verdict.reason(), verdict.message());
            return;
        }
        List<String> unready = unreadyChannels(observed);
        Optional<Stall> problem = logProblem(report.get()).or(this::durabilityProblem)
                .or(() -> unready.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Stall(Reason.ChannelsNotReady,
                                "Not ready: " + Text.list(unready) + ". Look at the conditions of these Channels.")));
        if (problem.isPresent()) {
            conditions.set(ConditionType.Ready, Status.False, problem.get().reason(), problem.get().message());
        } else if (spec.filter(told -> Boolean.TRUE.equals(told.suspend())).isPresent()) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Suspended,
                    "spec.suspend is true: messages are accepted and kept, none is sent.");
        } else {
            conditions.set(ConditionType.Ready, Status.True, Reason.RolledOut,
                    "Everything runs, and the topics are in order.");
        }
    }

    private Optional<Stall> problem(Role role) {
        String name = Names.worker(observed.pipeline().name(), role);
        Optional<Deployment> deployment = observed.deployment(role);
        String hindrance = deployment.map(WorkerObjects::hindrance).orElse("");
        if (deployment.map(WorkerObjects::available).orElse(0) == 0) {
            return Optional
                    .of(new Stall(unavailable(role), "No pod of Deployment %s is ready%s.".formatted(name, hindrance)));
        }
        return deployment.filter(WorkerObjects::isRolledOut).isPresent()
                ? Optional.empty()
                : Optional
                        .of(new Stall(Reason.RollingOut, "Deployment %s is rolling out%s.".formatted(name, hindrance)));
    }

    private static Optional<Stall> logProblem(Report report) {
        Report.Log log = report.log();
        String commands = log.commands().isEmpty() ? "" : "\nRun:\n" + String.join("\n", log.commands());
        return switch (log.state()) {
            case "Ready" -> Optional.empty();
            case "Missing" -> Optional.of(new Stall(Reason.TopicsMissing, log.message() + commands));
            case "Misconfigured" -> Optional.of(new Stall(Reason.TopicsMisconfigured, log.message() + commands));
            case "Unreachable" -> Optional.of(new Stall(Reason.LogUnreachable, log.message()));
            default ->
                Optional.of(new Stall(Reason.ReportPending, "The status worker has not looked at the topics yet."));
        };
    }

    private Optional<Stall> durabilityProblem() {
        return conditions.now(ConditionType.LogDurable)
                .filter(durable -> durable.reason().equals(Reason.NotReplicated.name()))
                .map(durable -> new Stall(Reason.NotReplicated, durable.message()));
    }

    private void reconciling(List<Role> roles, boolean busy) {
        List<String> rolling = roles.stream()
                .filter(role -> observed.deployment(role).filter(WorkerObjects::isRolledOut).isEmpty())
                .map(role -> Names.worker(observed.pipeline().name(), role))
                .toList();
        if (busy || !rolling.isEmpty()) {
            conditions.set(ConditionType.Reconciling, Status.True, Reason.RollingOut,
                    rolling.isEmpty()
                            ? "The newest spec is being applied."
                            : "Rolling out: " + Text.list(rolling) + ".");
        } else {
            conditions.set(ConditionType.Reconciling, Status.False, Reason.UpToDate,
                    "There is nothing left to do for this generation.");
        }
    }
}
