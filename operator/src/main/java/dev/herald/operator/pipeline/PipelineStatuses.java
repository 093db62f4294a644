package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.EventLogStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Text;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.rollout.Pin;
import dev.herald.operator.rollout.Rollout;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What is written into the status of a pipeline. */
final class PipelineStatuses {
    private static final int LONGEST_PIN = 1024;

    private PipelineStatuses() {
    }

    /** What was decided and observed. */
    static NotificationPipelineStatus of(ObservedPipeline observed, Optional<PipelinePlanner.Decided> decided,
            Incidents incidents, Conditions conditions) {
        NotificationPipelineStatus before = observed.before();
        Optional<Report> report = observed.report().fresh();
        Optional<Rollout> rollout = decided.flatMap(PipelinePlanner.Decided::rollout);
        int all = observed.channels().size();
        int ready = all - PipelineConditions.unreadyChannels(observed).size();
        return new NotificationPipelineStatus(observed.pipeline().generation(), conditions.list(),
                rollout.map(Rollout::serving)
                        .or(() -> decided.map(known -> known.wanted().revision()))
                        .orElse(before.revision()),
                rollout.isPresent()
                        ? rollout.flatMap(Rollout::underWay).map(Rollout.Target::revision).orElse(null)
                        : before.targetRevision(),
                rollout.map(state -> RevisionStatuses.of(observed, state)).orElse(before.revisions()),
                ProbeStatuses.of(report, before.probe()),
                decided.map(known -> known.rollout()
                        .map(Rollout::format)
                        .orElseGet(() -> LiveChannels.format(observed))).orElse(before.format()),
                decided.isPresent()
                        ? decided.flatMap(PipelinePlanner.Decided::pin).flatMap(Pin::target).orElse(null)
                        : before.targetFormat(),
                decided.isPresent()
                        ? decided.flatMap(PipelinePlanner.Decided::pin)
                                .map(pin -> Text.atMost(LONGEST_PIN, pin.words()))
                                .orElse(null)
                        : before.pin(),
                ready + "/" + all, report.map(PipelineStatuses::lag).orElse(before.lag()),
                report.isPresent() ? report.flatMap(PipelineStatuses::oldest).orElse(null) : before.oldestMessageTime(),
                (long) incidents.open().size(),
                incidents.shown(),
                report.filter(told -> told.log().topicId() != null)
                        .map(told -> new EventLogStatus(told.log().topicId(), told.log().partitions()))
                        .orElse(before.eventLog()));
    }

    /** What it was, and what is said now. */
    static NotificationPipelineStatus unchanged(ObservedPipeline observed, Conditions conditions) {
        NotificationPipelineStatus before = observed.before();
        return new NotificationPipelineStatus(observed.pipeline().generation(), conditions.list(),
                before.revision(), before.targetRevision(), before.revisions(), before.probe(), before.format(),
                before.targetFormat(), before.pin(), before.channels(), before.lag(), before.oldestMessageTime(),
                before.incidentsOpen(), before.incidents(), before.eventLog());
    }

    /** The status without what may change with every message. */
    static NotificationPipelineStatus withoutFigures(NotificationPipelineStatus status) {
        List<Incident> incidents = status.incidents()
                .stream()
                .map(incident -> new Incident(incident.id(), incident.rule(), incident.measure(), incident.channel(),
                        incident.classOfMessages(),
                        incident.state(), incident.onset(), incident.detected(), incident.closed(), null,
                        incident.actions(), incident.replayJob(), null))
                .toList();
        return new NotificationPipelineStatus(status.observedGeneration(),
                Conditions.withoutMessages(status.conditions()), status.revision(), status.targetRevision(),
                status.revisions(), status.probe(), status.format(), status.targetFormat(), status.pin(),
                status.channels(), null, null,
                status.incidentsOpen(), incidents, status.eventLog());
    }

    private static long lag(Report report) {
        return Rounded.count(report.channels().values().stream().mapToLong(ReportedFigures::lag).sum());
    }

    private static Optional<Instant> oldest(Report report) {
        return report.channels()
                .values()
                .stream()
                .map(ReportedFigures::oldest)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(Rounded::time);
    }
}
