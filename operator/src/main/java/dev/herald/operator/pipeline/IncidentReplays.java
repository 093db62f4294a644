package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.Field;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ReplayJobs that the operator makes for incidents: at most one for each, and for a rule that comes and goes not one after another. */
final class IncidentReplays {
    /** For what was over longer ago than this when the operator first could act, a person decides. */
    private static final Duration REPLAYED_WITHIN = Duration.ofHours(24);
    private static final String COOLDOWN = "10m";

    private final ObservedPipeline observed;
    private final Optional<FailurePolicy.Replay> policy;
    private final Report report;
    private final Instant now;
    /** Rules and channels that one is made for in this run. */
    private final Set<String> made = new HashSet<>();

    IncidentReplays(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec, Report report, Instant now) {
        this.observed = observed;
        this.policy = spec.map(told -> told.failurePolicy().replay());
        this.report = report;
        this.now = now;
    }

    /** One that is there for it, whoever made it, or that has been and has run. */
    Optional<String> of(Report.Incident incident) {
        String name = name(incident);
        String job = observed.pipeline().namespace() + "/" + name + "/";
        Optional<String> there = observed.replayJobs()
                .stream()
                .filter(replay -> replay.name().equals(name)
                        || replay.spec().readable().filter(spec -> incident.id().equals(spec.incidentId())).isPresent())
                .map(Stored::name)
                .findFirst();
        return there.or(() -> report.replays()
                .stream()
                .filter(replay -> replay.job().startsWith(job))
                .map(replay -> name)
                .findFirst());
    }

    /** What it is called if the operator makes it. */
    String name(Report.Incident incident) {
        return Names.replayJob(observed.pipeline().name(), incident.id());
    }

    /** Whether the operator makes it now; one that must wait for the cool-down is made later. */
    boolean isDue(Report.Incident incident) {
        boolean recent = incident.isOpen() || incident.closed() == null
                || incident.closed().isAfter(now.minus(REPLAYED_WITHIN));
        return policy.filter(told -> told.create() == FailurePolicy.Create.Always).isPresent() && recent
                && incident.affected() > 0
                && incident.actions().contains(FailurePolicy.Action.CreateReplayJob.name())
                && !isCooling(incident);
    }

    /** Without an owner: it outlives the pipeline, as what it repairs does. */
    Write create(Report.Incident incident) {
        made.add(kind(incident.rule(), incident.channel()));
        GenericKubernetesResource replay = new GenericKubernetesResource();
        replay.setApiVersion(observed.pipeline().subject().apiVersion());
        replay.setKind("ReplayJob");
        replay.setMetadata(new ObjectMetaBuilder().withNamespace(observed.pipeline().namespace())
                .withName(name(incident))
                .withLabels(Labels.of(observed.pipeline().name()))
                .build());
        ObjectNode spec = Json.object();
        spec.putObject("pipelineRef").put("name", observed.pipeline().name());
        spec.put("incidentId", incident.id()).put("mode", mode(incident)).put("startPolicy", "WhenRecovered");
        if (FailurePolicy.Measure.UnknownPercent.name().equals(incident.measure())) {
            spec.putObject("selector").putArray("outcomes").add("Unknown");
        }
        replay.setAdditionalProperty("spec", spec);
        return new Write.Create(replay);
    }

    private static String mode(Report.Incident incident) {
        return FailurePolicy.Measure.UndecodableCount.name().equals(incident.measure()) ? "Quarantine" : "Resend";
    }

    private boolean isCooling(Report.Incident incident) {
        String kind = kind(incident.rule(), incident.channel());
        Duration cooldown = Field.length("spec.failurePolicy.replay.cooldown",
                policy.map(FailurePolicy.Replay::cooldown).orElse(null), COOLDOWN);
        Set<String> siblings = Stream
                .concat(report.incidents()
                        .stream()
                        .filter(other -> kind(other.rule(), other.channel()).equals(kind))
                        .map(Report.Incident::id),
                        observed.before()
                                .incidents()
                                .stream()
                                .filter(other -> kind(other.rule(), other.channel()).equals(kind))
                                .map(NotificationPipelineStatus.Incident::id))
                .map(id -> Names.replayJob(observed.pipeline().name(), id))
                .collect(Collectors.toSet());
        return made.contains(kind) || observed.replayJobs()
                .stream()
                .filter(replay -> siblings.contains(replay.name()))
                .anyMatch(replay -> replay.created().plus(cooldown).isAfter(now));
    }

    private static String kind(String rule, String channel) {
        return Objects.requireNonNullElse(rule, "") + "/" + Objects.requireNonNullElse(channel, "");
    }
}
