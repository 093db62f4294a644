package dev.herald.operator.replay;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.report.Report;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is said of a replay. */
final class ReplayConditions {
    private ReplayConditions() {
    }

    static List<Condition> of(ObservedReplay observed, ReplayState state, Optional<Report.Replay> record, Instant now) {
        Conditions conditions = new Conditions(observed.before().conditions(), observed.replay().generation(), now);
        approval(conditions, observed, state, record);
        switch (state) {
            case ReplayState.Stuck(Reason reason, String message) ->
                say(conditions, reason, message).stalled(reason, message);
            case ReplayState.Waiting(Reason reason, String message) ->
                busy(say(conditions, reason, message), reason, message);
            case ReplayState.Starting(String message) ->
                busy(say(conditions, Reason.Running, message), Reason.Running, message);
            case ReplayState.Running(String message) ->
                busy(say(conditions, Reason.Running, message), Reason.Running, message);
            case ReplayState.Unapproved(String message) ->
                busy(say(conditions, Reason.AwaitingApproval, message), Reason.AwaitingApproval, message);
            case ReplayState.Held(Reason reason, String message) ->
                busy(say(conditions, reason, message), reason, message).set(ConditionType.Suspended, Status.True,
                        reason, message);
            case ReplayState.Done(Reason reason, String message) ->
                over(say(conditions, reason, message), reason, message).set(ConditionType.Complete, Status.True, reason,
                        message);
            case ReplayState.Broken(Reason reason, String message) ->
                over(say(conditions, reason, message), reason, message).set(ConditionType.Failed, Status.True, reason,
                        message);
        }
        return conditions.list();
    }

    /** What was said once is said until the end. */
    private static void approval(Conditions conditions, ObservedReplay observed, ReplayState state,
            Optional<Report.Replay> record) {
        boolean approved = observed.replay()
                .spec()
                .readable()
                .filter(spec -> Boolean.TRUE.equals(spec.approved()))
                .isPresent();
        if (state instanceof ReplayState.Unapproved(String message)) {
            conditions.set(ConditionType.Approved, Status.False, Reason.AwaitingApproval, message
                    + " To approve: kubectl patch nrj %s -n %s --type=merge -p '{\"spec\":{\"approved\":true}}'"
                            .formatted(observed.replay().name(), observed.replay().namespace()));
        } else if (approved) {
            conditions.set(ConditionType.Approved, Status.True, Reason.Approved, "spec.approved is true.");
        } else if (record.isPresent()) {
            conditions.set(ConditionType.Approved, Status.True, Reason.NotAsked, "Nobody has to approve it.");
        }
    }

    private static Conditions say(Conditions conditions, Reason reason, String message) {
        return conditions.set(ConditionType.Complete, Status.False, reason, message)
                .set(ConditionType.Failed, Status.False, Reason.UpToDate, "It has not failed.")
                .set(ConditionType.Suspended, Status.False, Reason.UpToDate, "Nothing holds it.");
    }

    private static Conditions busy(Conditions conditions, Reason reason, String message) {
        return conditions.set(ConditionType.Reconciling, Status.True, reason, message).notStalled();
    }

    private static Conditions over(Conditions conditions, Reason reason, String message) {
        return conditions.set(ConditionType.Reconciling, Status.False, reason, message).notStalled();
    }
}
