package dev.herald.operator.worker;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Sighting;
import java.util.Optional;

/** How many partitions a log has. */
public final class Partitions {
    private Partitions() {
    }

    /** As they were counted; until then, as many as the spec asks for. */
    public static int of(Optional<NotificationPipelineSpec> spec, Sighting report) {
        return report.fresh()
                .map(Report::log)
                .map(Report.Log::partitions)
                .filter(counted -> counted > 0)
                .or(() -> spec.map(asked -> WorkerFile.partitions(asked.eventLog())))
                .map(Math::toIntExact)
                .orElse(0);
    }
}
