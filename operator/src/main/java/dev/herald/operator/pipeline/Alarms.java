package dev.herald.operator.pipeline;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Write;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.LiveFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Events about what looks like no failure: that nothing is measured, and that nobody is told. */
final class Alarms {
    private Alarms() {
    }

    static List<Write> of(ObservedPipeline observed, Conditions conditions, Instant now) {
        return Stream.of(alarm(observed, conditions, ConditionType.DeliveryHealthy, Reason.NoData, "NoData", now),
                alarm(observed, conditions, ConditionType.StatusCurrent, Reason.StatusLate, "StatusLate", now))
                .flatMap(Optional::stream)
                .toList();
    }

    /** How long it is until that nothing is measured is an alarm, if nothing is and it is none yet: a resource whose status does not change would be looked at too late. */
    static Optional<Duration> dueIn(Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline,
            Instant now) {
        return pipeline.status()
                .stream()
                .flatMap(status -> status.conditions().stream())
                .filter(said -> said.type().equals(ConditionType.DeliveryHealthy.name())
                        && said.status() == Condition.Status.Unknown && !said.reason().equals(Reason.NoData.name()))
                .findFirst()
                .flatMap(said -> pipeline.spec()
                        .readable()
                        .map(spec -> Duration.between(now, said.lastTransitionTime().plus(LiveFile.noDataFor(spec)))))
                .filter(left -> left.compareTo(Duration.ofSeconds(-1)) > 0)
                // Times of conditions are in whole seconds.
                .map(left -> left.plusSeconds(1));
    }

    private static Optional<Write> alarm(ObservedPipeline observed, Conditions conditions, ConditionType type,
            Reason reason, String event, Instant now) {
        boolean before = conditions.before(type).filter(said -> said.reason().equals(reason.name())).isPresent();
        return conditions.now(type)
                .filter(said -> !before && said.reason().equals(reason.name()))
                .map(said -> Announcement.of(observed.pipeline().subject(),
                        event.toLowerCase(Locale.ROOT) + "-" + said.lastTransitionTime().getEpochSecond(), true,
                        event, said.message(), now));
    }
}
