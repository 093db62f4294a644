package dev.herald.operator.pipeline;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.StatusStream;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Verdict;
import dev.herald.operator.worker.LiveFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether others are told in time what became of messages. Nothing else depends on it. */
final class StatusStreamCondition {
    private StatusStreamCondition() {
    }

    static void say(Conditions conditions, ObservedPipeline observed, NotificationPipelineSpec spec, Instant now) {
        Optional<Report> report = observed.report().fresh();
        if (spec.statusStream().mode() == StatusStream.Mode.Disabled) {
            conditions.set(ConditionType.StatusCurrent, Status.True, Reason.StatusDisabled,
                    "spec.statusStream.mode is Disabled.");
        } else if (report.isEmpty()) {
            Verdict verdict = Verdict.on(observed.report());
            conditions.set(ConditionType.StatusCurrent, Status.Unknown, verdict.reason(), verdict.message());
        } else if (report.get().statusStream() == null || !report.get().statusStream().enabled()) {
            conditions.set(ConditionType.StatusCurrent, Status.Unknown, Reason.ReportPending,
                    "The status worker does not say yet how far it has published what became of messages.");
        } else {
            judge(conditions, report.get().statusStream(), LiveFile.lagObjective(spec), now);
        }
    }

    private static void judge(Conditions conditions, Report.StatusStream stream, Duration objective, Instant now) {
        boolean late = stream.oldest() != null && stream.oldest().plus(objective).isBefore(now);
        if (late) {
            conditions.set(ConditionType.StatusCurrent, Status.False, Reason.StatusLate,
                    "%d facts are not published, the oldest of %s; %d messages were accepted by their provider and nobody was told%s"
                            .formatted(stream.behind(), stream.oldest(), stream.missing(),
                                    stream.message().isEmpty() ? "." : ": " + stream.message()));
        } else {
            conditions.set(ConditionType.StatusCurrent, Status.True, Reason.StatusPublished,
                    "What becomes of messages is published within %ds.".formatted(objective.toSeconds()));
        }
    }
}
