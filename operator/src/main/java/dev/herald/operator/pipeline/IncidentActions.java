package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.FailurePolicy.Action;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.worker.WorkerFile;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one incident makes the operator do besides telling and making a ReplayJob, and what has been done. */
record IncidentActions(ObservedPipeline observed, Optional<Rollout> rollout, Report.Incident incident) {

    /**
     * What has been done about it.
     *
     * @param before
     *            what the status said of that
     * @param replayed
     *            whether there is a ReplayJob
     */
    List<Action> taken(List<Action> before, boolean replayed) {
        Set<Action> taken = before.isEmpty() ? EnumSet.noneOf(Action.class) : EnumSet.copyOf(before);
        if (replayed) {
            taken.add(Action.CreateReplayJob);
        }
        if (wants(Action.Rollback) && rollout.filter(this::tookBack).isPresent()) {
            taken.add(Action.Rollback);
        }
        if (halts() && rollout.flatMap(Rollout::underWay).isPresent()) {
            taken.add(Action.HaltRollout);
        }
        if (suspends() || channel().filter(this::isSuspendedForThis).isPresent()) {
            taken.add(Action.SuspendChannel);
        }
        return List.copyOf(taken);
    }

    /** Whether a rollout must go no further because of it. */
    boolean halts() {
        return incident.isOpen() && wants(Action.HaltRollout);
    }

    /** Suspends its channel, once: in the same write the channel remembers for what, and a person may let it go on. */
    List<Write> suspension(Instant now) {
        if (!suspends()) {
            return List.of();
        }
        Stored<ChannelSpec, ChannelStatus> channel = channel().orElseThrow();
        return List.of(
                Write.Patch.onVersion(channel.subject(), channel.resourceVersion(), Json.object().put("suspend", true),
                        Map.of(Labels.SUSPENDED_FOR, incident.id())),
                Announcement.of(observed.pipeline().subject(), incident.id() + "-suspended", true, "ChannelSuspended",
                        "Channel %s is suspended for incident %s: nothing is lost. Set its spec.suspend to false to go on."
                                .formatted(channel.name(), incident.id()),
                        now));
    }

    private boolean suspends() {
        return incident.isOpen() && wants(Action.SuspendChannel)
                && channel().filter(channel -> !isSuspendedForThis(channel))
                        .flatMap(channel -> channel.spec().readable())
                        .filter(spec -> !Boolean.TRUE.equals(spec.suspend()))
                        .isPresent();
    }

    private boolean isSuspendedForThis(Stored<ChannelSpec, ChannelStatus> channel) {
        return incident.id().equals(channel.annotations().get(Labels.SUSPENDED_FOR));
    }

    private boolean tookBack(Rollout state) {
        return state.releases()
                .stream()
                .filter(known -> known.state() == RevisionState.Rejected && known.since() != null)
                .filter(known -> incident.onset() != null && !known.since().isBefore(incident.onset())
                        && (incident.closed() == null || !known.since().isAfter(incident.closed())))
                .anyMatch(known -> known.message().contains("rule %s:".formatted(incident.rule())));
    }

    private Optional<Stored<ChannelSpec, ChannelStatus>> channel() {
        return observed.channels()
                .stream()
                .filter(channel -> channel.spec()
                        .readable()
                        .filter(spec -> WorkerFile.key(channel.name(), spec).equals(incident.channel()))
                        .isPresent())
                .findFirst();
    }

    private boolean wants(Action action) {
        return incident.actions().contains(action.name());
    }
}
