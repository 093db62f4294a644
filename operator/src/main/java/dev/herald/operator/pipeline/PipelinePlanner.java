package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Ingest;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.EventLogStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Drift;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Rounded;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Decides what is to be done about a pipeline. Pure: the same observation at the same time gives the same plan. */
public final class PipelinePlanner {
    private final String defaultImage;

    /**
     * A planner.
     *
     * @param defaultImage
     *            of workers whose pipeline names none
     */
    public PipelinePlanner(String defaultImage) {
        this.defaultImage = defaultImage;
    }

    /** The plan. */
    public Plan<NotificationPipelineStatus> plan(ObservedPipeline observed, Instant now) {
        Optional<NotificationPipelineSpec> spec = observed.pipeline().spec().readable();
        try {
            Optional<Stall> stall = stall(observed);
            Optional<PipelineObjects> objects = stall.isPresent()
                    ? Optional.empty()
                    : Optional.of(PipelineObjects.of(observed, spec.orElseThrow(), defaultImage));
            return plan(observed, spec, stall, objects, now);
        } catch (InvalidSpec invalid) {
            return plan(observed, Optional.empty(), Optional.of(new Stall(Reason.Invalid, invalid.getMessage())),
                    Optional.empty(), now);
        }
    }

    /** What is said when the API server refuses a write for good. */
    public Plan<NotificationPipelineStatus> refused(ObservedPipeline observed, String message, Instant now) {
        Stall stall = new Stall(Reason.Forbidden, message);
        Optional<NotificationPipelineSpec> spec = observed.pipeline().spec().readable();
        List<Incident> open = new Incidents(observed.before().incidents(), List.of()).open();
        Conditions conditions = PipelineConditions.of(observed, spec, Optional.of(stall),
                roles(observed, spec, Optional.of(stall)), true, open, now);
        NotificationPipelineStatus before = observed.before();
        return Plan.of(new NotificationPipelineStatus(observed.pipeline().generation(), conditions.list(),
                before.revision(), before.format(), before.channels(),
                before.lag(), before.oldestMessageTime(), before.incidentsOpen(), before.incidents(),
                before.eventLog()));
    }

    /** The status without what may change with every message. */
    public static NotificationPipelineStatus withoutFigures(NotificationPipelineStatus status) {
        List<Incident> incidents = status.incidents()
                .stream()
                .map(incident -> new Incident(incident.id(), incident.rule(), incident.measure(), incident.channel(),
                        incident.classOfMessages(),
                        incident.state(), incident.onset(), incident.detected(), incident.closed(), null,
                        incident.replayJob(), null))
                .toList();
        return new NotificationPipelineStatus(status.observedGeneration(),
                Conditions.withoutMessages(status.conditions()), status.revision(), status.format(),
                status.channels(), null, null, status.incidentsOpen(), incidents, status.eventLog());
    }

    private static Optional<Stall> stall(ObservedPipeline observed) {
        if (observed.pipeline()
                .spec() instanceof Reading.Unreadable<NotificationPipelineSpec>(Reason reason, String message)) {
            return Optional.of(new Stall(reason, message));
        }
        return Duplicates.olderPipeline(observed.pipeline(), observed.rivals())
                .map(older -> new Stall(Reason.Duplicate,
                        "spec.eventLog.kafka: NotificationPipeline %s in namespace %s is older and has this topic and groupPrefix; delete this one, or give it another groupPrefix"
                                .formatted(older.name(), older.namespace())));
    }

    private static Plan<NotificationPipelineStatus> plan(ObservedPipeline observed,
            Optional<NotificationPipelineSpec> spec, Optional<Stall> stall,
            Optional<PipelineObjects> objects, Instant now) {
        List<Write> writes = new ArrayList<>();
        objects.ifPresent(wanted -> writes.addAll(writes(observed, wanted)));
        boolean busy = writes.stream().anyMatch(write -> !(write.object() instanceof Pod));
        Incidents incidents = Incidents.of(observed, spec, now);
        writes.addAll(incidents.writes());
        Conditions conditions = PipelineConditions.of(observed, spec, stall, roles(observed, spec, stall), busy,
                incidents.open(), now);
        writes.addAll(alarm(observed, conditions, now));
        return Plan.of(writes, status(observed, objects, incidents, conditions));
    }

    private static List<Write> writes(ObservedPipeline observed, PipelineObjects wanted) {
        List<Write> writes = new ArrayList<>();
        Drift.repair(wanted.live(), observed.observed(wanted.live())).ifPresent(writes::add);
        wanted.configs().forEach(config -> Once.write(config, observed.observed(config)).ifPresent(writes::add));
        wanted.lasting().forEach(object -> Drift.repair(object, observed.observed(object)).ifPresent(writes::add));
        observed.pods()
                .stream()
                .filter(PipelinePlanner::lives)
                .filter(pod -> Labels.annotation(pod, Labels.LIVE).filter(wanted.liveHash()::equals).isEmpty())
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> writes.add(new Write.Patch(pod, annotation(wanted.liveHash()))));
        for (Role role : List.of(Role.status, Role.ingest)) {
            writes.addAll(surplus(observed, wanted, role));
        }
        return writes;
    }

    /** The kubelet syncs a pod's files when the pod changes: the file is there in half a second instead of up to 80. */
    private static JsonNode annotation(String hash) {
        ObjectNode patch = Json.object();
        patch.putObject("metadata").putObject("annotations").put(Labels.LIVE, hash);
        return patch;
    }

    private static boolean lives(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return pod.getMetadata().getDeletionTimestamp() == null && !"Succeeded".equals(phase)
                && !"Failed".equals(phase);
    }

    private static List<Write> surplus(ObservedPipeline observed, PipelineObjects wanted, Role role) {
        boolean unwanted = wanted.deployments().stream().noneMatch(deployment -> Labels.isOf(deployment, role));
        List<HasMetadata> surplus = new ArrayList<>();
        if (unwanted) {
            observed.deployment(role).ifPresent(surplus::add);
            observed.services().stream().filter(service -> Labels.isOf(service, role)).forEach(surplus::add);
        }
        if (unwanted || observed.deployment(role).filter(WorkerObjects::isRolledOut).isPresent()) {
            List<String> used = wanted.configs().stream().map(config -> config.getMetadata().getName()).toList();
            observed.revisions(role)
                    .stream()
                    .filter(config -> !used.contains(config.getMetadata().getName()))
                    .sorted(byName())
                    .forEach(surplus::add);
        }
        return surplus.stream().<Write>map(Write.Delete::new).toList();
    }

    private static Comparator<ConfigMap> byName() {
        return Comparator.comparing(config -> config.getMetadata().getName());
    }

    /** Of a pipeline that stalls, the roles that run already. */
    private static List<Role> roles(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec,
            Optional<Stall> stall) {
        if (stall.isPresent()) {
            return List.of(Role.status, Role.ingest)
                    .stream()
                    .filter(role -> observed.deployment(role).isPresent())
                    .toList();
        }
        return spec.orElseThrow().ingest().mode() == Ingest.Mode.Enabled
                ? List.of(Role.status, Role.ingest)
                : List.of(Role.status);
    }

    /** No data looks like no failures, and is told like one. */
    private static List<Write> alarm(ObservedPipeline observed, Conditions conditions, Instant now) {
        boolean before = conditions.before(ConditionType.DeliveryHealthy)
                .filter(delivery -> delivery.reason().equals(Reason.NoData.name()))
                .isPresent();
        return conditions.now(ConditionType.DeliveryHealthy)
                .filter(delivery -> !before && delivery.reason().equals(Reason.NoData.name()))
                .map(delivery -> Announcement.of(observed.pipeline().subject(),
                        "nodata-" + delivery.lastTransitionTime().getEpochSecond(), true, "NoData",
                        delivery.message(), now))
                .stream()
                .toList();
    }

    private static NotificationPipelineStatus status(ObservedPipeline observed, Optional<PipelineObjects> objects,
            Incidents incidents, Conditions conditions) {
        NotificationPipelineStatus before = observed.before();
        Optional<Report> report = observed.report().fresh();
        int all = observed.channels().size();
        int ready = all - PipelineConditions.unreadyChannels(observed).size();
        return new NotificationPipelineStatus(observed.pipeline().generation(), conditions.list(),
                objects.map(PipelineObjects::revision).orElse(before.revision()),
                objects.map(PipelineObjects::format).orElse(before.format()),
                ready + "/" + all, report.map(PipelinePlanner::lag).orElse(before.lag()),
                report.isPresent() ? report.flatMap(PipelinePlanner::oldest).orElse(null) : before.oldestMessageTime(),
                (long) incidents.open().size(),
                incidents.shown(),
                report.filter(told -> told.log().topicId() != null)
                        .map(told -> new EventLogStatus(told.log().topicId(), told.log().partitions()))
                        .orElse(before.eventLog()));
    }

    private static long lag(Report report) {
        return Rounded.count(report.channels().values().stream().mapToLong(Report.Figures::lag).sum());
    }

    private static Optional<Instant> oldest(Report report) {
        return report.channels()
                .values()
                .stream()
                .map(Report.Figures::oldest)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(Rounded::time);
    }
}
