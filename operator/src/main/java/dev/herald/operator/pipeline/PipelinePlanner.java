package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Ingest;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.plan.Conditions;
import dev.herald.operator.plan.Drift;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Role;
import dev.herald.operator.plan.Stall;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Duplicates;
import dev.herald.operator.resource.Reading;
import dev.herald.operator.rollout.Pin;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.RolloutFacts;
import dev.herald.operator.rollout.RolloutFile;
import dev.herald.operator.rollout.RolloutPlanner;
import dev.herald.operator.worker.Once;
import dev.herald.operator.worker.Release;
import dev.herald.operator.worker.WorkerObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
            Optional<Decided> decided = stall.isPresent()
                    ? Optional.empty()
                    : Optional.of(decide(observed, spec.orElseThrow(), now));
            return plan(observed, spec, stall, decided, now);
        } catch (InvalidSpec invalid) {
            return plan(observed, Optional.empty(), Optional.of(new Stall(Reason.Invalid, invalid.getMessage())),
                    Optional.empty(), now);
        }
    }

    /** What is said when the API server refuses a write for good. */
    public Plan<NotificationPipelineStatus> refused(ObservedPipeline observed, String message, Instant now) {
        Stall stall = new Stall(Reason.Forbidden, message);
        Optional<NotificationPipelineSpec> spec = observed.pipeline().spec().readable();
        Incidents incidents = new Incidents(observed.before().incidents(), List.of());
        Conditions conditions = PipelineConditions.of(observed, spec, Optional.of(stall),
                roles(observed, spec, Optional.of(stall)), true, incidents.open(), Optional.empty(), now);
        return Plan.of(PipelineStatuses.unchanged(observed, conditions));
    }

    /**
     * What was decided.
     *
     * @param rollout
     *            where rollouts are; empty until the status worker has said what is remembered of this log
     * @param pin
     *            the format, likewise
     */
    record Decided(Optional<Rollout> rollout, Optional<Pin> pin, Release wanted, PipelineObjects objects,
            List<Write> probe) {}

    private Decided decide(ObservedPipeline observed, NotificationPipelineSpec spec, Instant now) {
        Release wanted = Release.of(Optional.ofNullable(spec.worker()), defaultImage);
        Optional<Rollout> before = RolloutFile.read(observed.pipeline().subject(), observed.configMaps());
        RolloutFacts facts = RolloutView.facts(observed, spec, before, wanted);
        Optional<Rollout> rollout = before.map(state -> RolloutPlanner.next(state, facts, now))
                .or(() -> facts.report()
                        .filter(Report::remembers)
                        .map(report -> RolloutPlanner.begin(facts, LiveChannels.format(observed), now)));
        Optional<Pin> pin = rollout.map(state -> Pin.decide(state, facts));
        return new Decided(rollout, pin, wanted, PipelineObjects.of(observed, spec, rollout, wanted),
                rollout.map(state -> ProbeJob.writes(observed, spec, state, pin.orElseThrow())).orElse(List.of()));
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
            Optional<Decided> decided, Instant now) {
        List<Write> writes = new ArrayList<>();
        decided.ifPresent(wanted -> writes.addAll(writes(observed, wanted)));
        boolean busy = writes.stream().map(Write::object).anyMatch(PipelinePlanner::rollsOut);
        Incidents incidents = Incidents.of(observed, spec, decided.flatMap(Decided::rollout), now);
        writes.addAll(incidents.writes());
        Conditions conditions = PipelineConditions.of(observed, spec, stall, roles(observed, spec, stall), busy,
                incidents.open(), decided, now);
        writes.addAll(Alarms.of(observed, conditions, now));
        decided.flatMap(Decided::rollout)
                .ifPresent(rollout -> writes.addAll(RolloutEvents.of(observed, rollout, now)));
        return Plan.of(writes, PipelineStatuses.of(observed, decided, incidents, conditions));
    }

    /** What is decided, and what workers re-read, acts at once: there is nothing to wait for. */
    private static boolean rollsOut(HasMetadata object) {
        return object instanceof Deployment || object instanceof Service;
    }

    /** Where rollouts are is written before anything is done by it. */
    private static List<Write> writes(ObservedPipeline observed, Decided decided) {
        PipelineObjects wanted = decided.objects();
        List<Write> writes = new ArrayList<>();
        decided.rollout()
                .flatMap(rollout -> RolloutFile.write(observed.pipeline().subject(), rollout, observed.configMaps()))
                .ifPresent(writes::add);
        Drift.repairUnchanged(wanted.live(), observed.observed(wanted.live())).ifPresent(writes::add);
        wanted.configs().forEach(config -> Once.write(config, observed.observed(config)).ifPresent(writes::add));
        wanted.lasting().forEach(object -> Drift.repair(object, observed.observed(object)).ifPresent(writes::add));
        observed.pods()
                .stream()
                .filter(PipelinePlanner::lives)
                .filter(pod -> Labels.annotation(pod, Labels.LIVE).filter(wanted.liveHash()::equals).isEmpty())
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> writes.add(new Write.Patch(pod, annotation(wanted.liveHash()))));
        writes.addAll(decided.probe());
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
                    .filter(config -> !used.contains(config.getMetadata().getName())
                            && (unwanted || !wanted.kept().contains(config.getMetadata().getName())))
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
}
