package dev.herald.operator.report;

import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition.Status;

/** What a sighting means for the condition MetricsAvailable, and for all that cannot be told without a report. */
public record Verdict(Status status, Reason reason, String message) {
    /** The verdict on a sighting. */
    public static Verdict on(Sighting sighting) {
        return switch (sighting) {
            case Sighting.Fresh fresh ->
                new Verdict(Status.True, Reason.ReportCurrent, "The status worker's report moves.");
            case Sighting.Pending(String why) -> new Verdict(Status.Unknown, Reason.ReportPending, why);
            case Sighting.Stale(String why) -> new Verdict(Status.Unknown, Reason.ReportStale,
                    why + " The status worker cannot read the event log; look at its log.");
            case Sighting.Unreachable(String url, String why) when url.isEmpty() ->
                new Verdict(Status.False, Reason.ReportUnreachable,
                        "There is no report: %s.".formatted(why));
            case Sighting.Unreachable(String url, String why) -> new Verdict(Status.False, Reason.ReportUnreachable,
                    "The status worker does not answer at %s/report: %s. Look at its pod and at network policies."
                            .formatted(url, why));
            case Sighting.Unreadable(String url, String why) -> new Verdict(Status.False, Reason.ReportUnreadable,
                    "What answers at %s/report is no report this operator can read: %s.".formatted(url, why));
        };
    }
}
