package dev.herald.operator.replay;

import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Unrecoverable;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** How fast a replay goes, and what it cannot do, as the status shows it; of one that is over, what is left to be known. */
final class Figures {
    private static final int LONGEST_HOLD = 256;
    private static final int LONGEST_COMMAND = 1024;

    private Figures() {
    }

    static Long rate(Optional<Report.Replay> record, boolean over) {
        return record.filter(told -> !over).map(Report.Replay::rate).map(rate -> Math.max(0, rate)).orElse(null);
    }

    static Instant eta(Optional<Report.Replay> record, boolean over) {
        return record.filter(told -> !over)
                .map(Report.Replay::eta)
                .filter(Objects::nonNull)
                .map(Rounded::time)
                .orElse(null);
    }

    static String holds(Optional<Report.Replay> record, boolean over) {
        return record.filter(told -> !over)
                .map(Report.Replay::holds)
                .filter(holds -> !holds.isEmpty())
                .map(holds -> Text.atMost(LONGEST_HOLD, holds))
                .orElse(null);
    }

    static Unrecoverable unrecoverable(Optional<Report.Replay> record, ReplayJobStatus before) {
        return record.map(Report.Replay::unrecoverable)
                .map(told -> told.count() == 0
                        ? null
                        : new Unrecoverable(told.count(), Text.atMost(LONGEST_COMMAND, told.where())))
                .orElse(before.unrecoverable());
    }
}
