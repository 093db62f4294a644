package dev.herald.operator.pipeline;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Names;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Verdict;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Pin;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.Rollout.Target;
import dev.herald.operator.worker.Release;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is said of rollouts and of the format of messages. */
final class RolloutConditions {
    private RolloutConditions() {
    }

    /** Before it is known what the event log remembers, no revision has partitions: that is not ready, whatever runs. */
    static void begun(Conditions conditions, PipelinePlanner.Decided decided) {
        if (decided.rollout().isEmpty()
                && conditions.now(ConditionType.Ready).filter(ready -> ready.status() == Status.True).isPresent()) {
            conditions.set(ConditionType.Ready, Status.Unknown, Reason.ReportPending,
                    "The status worker has not said yet what the event log remembers of revisions; until then nobody sends.");
        }
    }

    /** Where a rollout is; and that the spec asks for what was taken back. */
    static void progress(Conditions conditions, Rollout rollout, Release wanted,
            Optional<NotificationPipelineSpec> spec) {
        Optional<Target> way = rollout.underWay();
        if (way.isPresent()) {
            String message = "Revision %s: %s.".formatted(way.get().revision(), RevisionStatuses.message(rollout));
            Reason reason = reason(rollout, way.get());
            conditions.set(ConditionType.Reconciling, Status.True, reason, message);
            // What hinders the pipeline itself is more urgent, and stays said.
            if (conditions.now(ConditionType.Ready)
                    .filter(ready -> ready.status() == Status.True
                            || ready.reason().equals(Reason.ChannelsNotReady.name())
                            || ready.reason().equals(Reason.RollingOut.name()))
                    .isPresent()) {
                conditions.set(ConditionType.Ready, Status.False, reason, message);
            }
            return;
        }
        boolean pinned = spec.map(NotificationPipelineSpec::rollout)
                .filter(asked -> asked.revision() != null)
                .isPresent();
        rollout.known(wanted.revision())
                .filter(known -> known.state() == RevisionState.Rejected && !pinned
                        && !wanted.revision().equals(rollout.serving()))
                .ifPresent(known -> rejected(conditions, rollout, known));
    }

    private static void rejected(Conditions conditions, Rollout rollout, KnownRelease known) {
        String message = "Revision %s (%s), which spec.worker asks for, was taken back: %s. Revision %s goes on running. Ask for another image, or set spec.rollout.revision to %s to insist."
                .formatted(known.release().revision(), known.release().image(), known.message(), rollout.serving(),
                        known.release().revision());
        conditions.set(ConditionType.Stalled, Status.True, Reason.RolledBack, message)
                .set(ConditionType.Reconciling, Status.False, Reason.RolledBack, "Waits for a person: " + message)
                .set(ConditionType.Ready, Status.False, Reason.RolledBack, message);
    }

    private static Reason reason(Rollout rollout, Target way) {
        boolean held = way.held() || rollout.channels()
                .values()
                .stream()
                .anyMatch(channel -> channel.ramping().filter(Ramp::held).isPresent());
        if (held) {
            return Reason.RolloutHeld;
        }
        return switch (way.phase()) {
            case Probe -> Reason.Probing;
            case Senders, Status, Ingest -> Reason.Ramping;
            case Soak -> Reason.Soaking;
        };
    }

    /** Whether messages come in the format they are to come in. */
    static void format(Conditions conditions, ObservedPipeline observed, PipelinePlanner.Decided decided) {
        Optional<Report> report = observed.report().fresh();
        if (report.isEmpty() || decided.pin().isEmpty()) {
            Verdict verdict = Verdict.on(observed.report());
            conditions.set(ConditionType.FormatPinned, Status.Unknown,
                    report.isEmpty() ? verdict.reason() : Reason.ReportPending,
                    report.isEmpty() ? verdict.message() : "Nothing is pinned yet.");
            return;
        }
        List<Report.Stray> stray = report.get().formats().stray();
        Pin pin = decided.pin().get();
        if (!stray.isEmpty()) {
            conditions.set(ConditionType.FormatPinned, Status.False, Reason.StrayFormat,
                    "Pinned to %s, and in the last 10m came: %s. Producers find the pin at the ingest's /format, and as \"format\" in ConfigMap %s."
                            .formatted(pin.format(), stray.stream()
                                    .map(one -> "%,d in %s, such as %s".formatted(one.count(), one.format(),
                                            one.where()))
                                    .collect(Collectors.joining("; ")), Names.live(observed.pipeline().name())));
        } else if (pin.target().isPresent()) {
            conditions.set(ConditionType.FormatPinned, Status.True, Reason.FormatWaiting, pin.words() + ".");
        } else {
            conditions.set(ConditionType.FormatPinned, Status.True, Reason.PinKept,
                    "All messages come in " + pin.words() + ".");
        }
    }
}
