package dev.herald.operator.channel;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.scaling.Basis;
import dev.herald.operator.scaling.ScalingSettings.Mode;
import dev.herald.operator.worker.Revision;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.Optional;

/** What is said of a channel. */
final class ChannelConditions {
    private final ObservedChannel observed;
    private final Conditions conditions;

    private ChannelConditions(ObservedChannel observed, Instant now) {
        this.observed = observed;
        this.conditions = new Conditions(observed.before().conditions(), observed.channel().generation(), now);
    }

    /** Of a channel for which a person must do something. */
    static Conditions stalled(ObservedChannel observed, Stall stall, Instant now) {
        ChannelConditions said = new ChannelConditions(observed, now);
        observed.channel().spec().readable().ifPresent(said::credentials);
        said.conditions.stalled(stall.reason(), stall.message())
                .set(ConditionType.Ready, Status.False, stall.reason(), stall.message());
        return said.conditions;
    }

    /** Of a channel whose pipeline is stalled itself: it is not the channel that must be mended. */
    static Conditions waiting(ObservedChannel observed, ChannelSpec spec, String pipeline, Instant now) {
        ChannelConditions said = new ChannelConditions(observed, now);
        String message = "NotificationPipeline %s stalls: look at its conditions. What ran before goes on running."
                .formatted(pipeline);
        said.credentials(spec);
        boolean sends = observed.deployments().stream().anyMatch(sender -> WorkerObjects.available(sender) > 0);
        said.conditions.set(ConditionType.Ready, sends ? Status.True : Status.False,
                sends ? Reason.RolledOut : Reason.SendersUnavailable, message);
        said.conditions.set(ConditionType.Reconciling, Status.True, Reason.RollingOut, message).notStalled();
        return said.conditions;
    }

    /** Of a channel that runs, or soon will. */
    static Conditions running(ObservedChannel observed, NotificationPipelineSpec pipeline, ChannelSpec spec,
            Senders senders, ChannelScaling scaling, boolean busy, Instant now) {
        ChannelConditions said = new ChannelConditions(observed, now);
        Optional<Ramp> ramp = observed.rollout()
                .flatMap(state -> state.channel(observed.channel().name()))
                .flatMap(ChannelRollout::ramping);
        said.credentials(spec);
        said.ready(pipeline, spec, senders, scaling, ramp);
        scaling.decided().ifPresent(said::scaling);
        said.reconciling(senders, scaling, ramp, busy);
        said.stalled(pipeline, spec, ramp);
        return said.conditions;
    }

    private void ready(NotificationPipelineSpec pipeline, ChannelSpec spec, Senders senders, ChannelScaling scaling,
            Optional<Ramp> ramp) {
        Optional<Deployment> main = senders.main().map(Sender::deployment);
        String name = main.map(deployment -> deployment.getMetadata().getName()).orElse("");
        Optional<Deployment> current = senders.main().flatMap(sender -> Succession.current(observed, sender));
        int wanted = senders.all().stream().map(Sender::deployment).mapToInt(WorkerObjects::replicas).sum();
        int available = Succession.available(observed);
        String hindrance = current.map(WorkerObjects::hindrance).orElse("");
        boolean rolledOut = senders.all()
                .stream()
                .allMatch(sender -> Succession.current(observed, sender)
                        .filter(WorkerObjects::isRolledOut)
                        .isPresent());
        if (wanted > 0 && available == 0) {
            conditions.set(ConditionType.Ready, Status.False, Reason.SendersUnavailable,
                    "No pod of Deployment %s is ready%s.".formatted(name, hindrance));
        } else if (ramp.isPresent()) {
            conditions.set(ConditionType.Ready, Status.False, Reason.RollingOut,
                    progress(senders, ramp.get()));
        } else if ((available < wanted || !rolledOut) && isResized(senders, scaling)) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Resizing,
                    "%d pods of Deployment %s are ready, and %d are to be%s.".formatted(available, name, wanted,
                            hindrance));
        } else if (available < wanted || !rolledOut || !Succession.leaving(observed, senders).isEmpty()) {
            conditions.set(ConditionType.Ready, Status.False, Reason.RollingOut,
                    "%d of %d pods of Deployment %s are ready%s.".formatted(Math.min(available, wanted), wanted, name,
                            hindrance));
        } else if (Boolean.TRUE.equals(pipeline.suspend())) {
            conditions.set(ConditionType.Ready, Status.True, Reason.PipelineSuspended,
                    "The pipeline's spec.suspend is true: nothing is sent, nothing is lost.");
        } else if (Boolean.TRUE.equals(spec.suspend())) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Suspended,
                    "spec.suspend is true: nothing is sent, nothing is lost.");
        } else if (scaling.isAsleep()) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Asleep,
                    "There is no sender; the first message that falls due wakes one.");
        } else if (wanted == 0) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Scaled,
                    "spec.replicas is 0: nothing is sent until it is raised.");
        } else {
            conditions.set(ConditionType.Ready, Status.True, Reason.RolledOut,
                    "%d of %d pods of Deployment %s are ready.".formatted(available, wanted, name));
        }
    }

    /** Whether pods come or go by themselves and none is being replaced: who waits for a rollout waits for something else. */
    private boolean isResized(Senders senders, ChannelScaling scaling) {
        return scaling.isElastic() && Succession.available(observed) > 0
                && Succession.leaving(observed, senders).isEmpty()
                && senders.all()
                        .stream()
                        .allMatch(sender -> Succession.current(observed, sender)
                                .filter(WorkerObjects::isOneTemplate)
                                .isPresent());
    }

    /** Whether replicas follow what is measured: of who has said their number himself there is nothing to say. */
    private void scaling(ChannelScaling.Decided decided) {
        String reason = decided.decision().reason();
        if (decided.settings().mode() != Mode.Auto) {
            return;
        }
        if (decided.decision().basis() == Basis.Unknown) {
            conditions.set(ConditionType.ScalingActive, Status.Unknown, Reason.FiguresMissing,
                    "%s. What is there is held; look at the pipeline's MetricsAvailable.".formatted(reason));
        } else {
            conditions.set(ConditionType.ScalingActive, Status.True, Reason.FiguresCurrent, reason + ".");
        }
    }

    private void reconciling(Senders senders, ChannelScaling scaling, Optional<Ramp> ramp, boolean busy) {
        boolean rolling = senders.all()
                .stream()
                .anyMatch(sender -> Succession.current(observed, sender)
                        .filter(WorkerObjects::isRolledOut)
                        .isEmpty())
                || !Succession.leaving(observed, senders).isEmpty();
        if (ramp.isPresent()) {
            conditions.set(ConditionType.Reconciling, Status.True, Reason.RollingOut,
                    progress(senders, ramp.get()));
        } else if ((busy || rolling) && !isResized(senders, scaling)) {
            conditions.set(ConditionType.Reconciling, Status.True, Reason.RollingOut,
                    "Revision %s is rolling out.".formatted(senders.main().map(Sender::revision).orElse("")));
        } else {
            conditions.set(ConditionType.Reconciling, Status.False, Reason.UpToDate,
                    "There is nothing left to do for this generation.");
        }
    }

    /** Where a revision is; and where to look, as long as none of its pods is ready. */
    private String progress(Senders senders, Ramp ramp) {
        String where = senders.ramping()
                .flatMap(sender -> Succession.current(observed, sender))
                .filter(there -> WorkerObjects.replicas(there) > 0 && WorkerObjects.available(there) == 0)
                .map(there -> "; look at the pods of Deployment %s%s".formatted(there.getMetadata().getName(),
                        WorkerObjects.hindrance(there)))
                .orElse("");
        return "Revision %s %s%s.".formatted(ramp.revision(), ramp.message(), where);
    }

    /** What was taken back is not tried again: a person changes the channel. */
    private void stalled(NotificationPipelineSpec pipeline, ChannelSpec spec, Optional<Ramp> ramp) {
        Optional<String> rejection = observed.rollout()
                .filter(state -> ramp.isEmpty())
                .flatMap(state -> state.channel(observed.channel().name())
                        .flatMap(channel -> channel.rejection(Revision.ofSender(observed.channel(), pipeline, spec,
                                state.servingRelease().release()).hash())));
        if (rejection.isEmpty()) {
            conditions.notStalled();
            return;
        }
        String message = "What the spec asks for was taken back: %s. Change the Channel; what ran before goes on running."
                .formatted(rejection.get());
        conditions.stalled(Reason.RolledBack, message)
                .set(ConditionType.Ready, Status.False, Reason.RolledBack, message);
    }

    private void credentials(ChannelSpec spec) {
        if (spec.providers().isEmpty()) {
            return;
        }
        Provider provider = spec.providers().getFirst();
        if (provider.credentials() == null) {
            conditions.set(ConditionType.CredentialsAccepted, Status.True, Reason.NotNeeded,
                    "The provider %s asks for no credentials.".formatted(provider.name()));
            return;
        }
        String secret = provider.credentials().secretRef().name();
        Optional<ReportedFigures> figures = observed.figures();
        ReportedFigures.Credentials told = figures.map(ReportedFigures::credentials)
                .orElse(new ReportedFigures.Credentials("", "", ""));
        switch (told.state()) {
            case "Missing" -> conditions.set(ConditionType.CredentialsAccepted, Status.False, Reason.CredentialsMissing,
                    "Secret %s: %s. Create it; no restart is needed.".formatted(secret,
                            told.message().isEmpty() ? "it is not there" : told.message()));
            case "Rejected" -> conditions.set(ConditionType.CredentialsAccepted, Status.False,
                    Reason.CredentialsRejected,
                    "The provider %s refuses what is in Secret %s: %s. Put right credentials into it; no restart is needed."
                            .formatted(provider.name(), secret,
                                    told.message()));
            case "Present" -> {
                if (figures.orElseThrow().totals().accepted() > 0) {
                    conditions.set(ConditionType.CredentialsAccepted, Status.True, Reason.Accepted,
                            "The provider %s took what is in Secret %s.".formatted(provider.name(), secret));
                } else {
                    conditions.set(ConditionType.CredentialsAccepted, Status.Unknown, Reason.Present,
                            "Secret %s is there; the provider %s has not been asked yet.".formatted(secret,
                                    provider.name()));
                }
            }
            default -> conditions.set(ConditionType.CredentialsAccepted, Status.Unknown, Reason.NotReported,
                    "No sender has said anything about Secret %s yet; key %s.".formatted(secret,
                            WorkerFile.key(observed.channel().name(), spec)));
        }
    }
}
