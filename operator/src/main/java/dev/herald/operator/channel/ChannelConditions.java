package dev.herald.operator.channel;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.report.Report;
import dev.herald.operator.worker.WorkerFile;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
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
            Sender sender, boolean busy, Instant now) {
        ChannelConditions said = new ChannelConditions(observed, now);
        said.credentials(spec);
        said.ready(pipeline, spec, sender);
        said.reconciling(sender, busy);
        said.conditions.notStalled();
        return said.conditions;
    }

    private void ready(NotificationPipelineSpec pipeline, ChannelSpec spec, Sender sender) {
        Optional<Deployment> current = Succession.current(observed, sender);
        String name = sender.deployment().getMetadata().getName();
        int wanted = WorkerObjects.replicas(sender.deployment());
        int available = current.map(WorkerObjects::available).orElse(0);
        String hindrance = current.map(WorkerObjects::hindrance).orElse("");
        List<Deployment> leaving = Succession.leaving(observed, sender);
        if (wanted > 0 && available == 0 && leaving.stream().allMatch(old -> WorkerObjects.available(old) == 0)) {
            conditions.set(ConditionType.Ready, Status.False, Reason.SendersUnavailable,
                    "No pod of Deployment %s is ready%s.".formatted(name, hindrance));
        } else if (available < wanted || !leaving.isEmpty() || current.filter(WorkerObjects::isRolledOut).isEmpty()) {
            conditions.set(ConditionType.Ready, Status.False, Reason.RollingOut,
                    "%d of %d pods of Deployment %s are ready%s.".formatted(Math.min(available, wanted), wanted, name,
                            hindrance));
        } else if (Boolean.TRUE.equals(pipeline.suspend())) {
            conditions.set(ConditionType.Ready, Status.True, Reason.PipelineSuspended,
                    "The pipeline's spec.suspend is true: nothing is sent, nothing is lost.");
        } else if (Boolean.TRUE.equals(spec.suspend())) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Suspended,
                    "spec.suspend is true: nothing is sent, nothing is lost.");
        } else if (wanted == 0) {
            conditions.set(ConditionType.Ready, Status.True, Reason.Scaled,
                    "spec.replicas is 0: nothing is sent until it is raised.");
        } else {
            conditions.set(ConditionType.Ready, Status.True, Reason.RolledOut,
                    "%d of %d pods of Deployment %s are ready.".formatted(available, wanted, name));
        }
    }

    private void reconciling(Sender sender, boolean busy) {
        boolean rolling = Succession.current(observed, sender).filter(WorkerObjects::isRolledOut).isEmpty()
                || !Succession.leaving(observed, sender).isEmpty();
        if (busy || rolling) {
            conditions.set(ConditionType.Reconciling, Status.True, Reason.RollingOut,
                    "Revision %s is rolling out.".formatted(sender.revision()));
        } else {
            conditions.set(ConditionType.Reconciling, Status.False, Reason.UpToDate,
                    "There is nothing left to do for this generation.");
        }
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
        Optional<Report.Figures> figures = observed.figures();
        Report.Credentials told = figures.map(Report.Figures::credentials).orElse(new Report.Credentials("", "", ""));
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
