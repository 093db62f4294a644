package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Text;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The incidents of a pipeline as its status shows them, and what they make the operator do: an Event when one opens or closes, and at most one ReplayJob for each.
 *
 * @param shown
 *            for the status
 * @param writes
 *            to be done before the status is written: what the status says has happened
 */
record Incidents(List<Incident> shown, List<Write> writes) {
    private static final int MOST = 20;
    private static final int LONGEST_MESSAGE = 2048;
    private static final int LONGEST_VALUE = 256;
    private static final int MOST_LABELS = 10;
    /** For what was over longer ago than this when the operator first could act, a person decides. */
    private static final Duration REPLAYED_WITHIN = Duration.ofHours(24);
    private static final Comparator<Incident> OPEN_THEN_NEWEST = Comparator.comparing(Incident::state)
            .thenComparing(Incident::onset, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Incident::id);

    static Incidents of(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec, Instant now) {
        List<Incident> before = observed.before().incidents();
        Optional<Report> report = observed.report().fresh();
        if (report.isEmpty()) {
            return new Incidents(before, List.of());
        }
        Map<String, Incident> known = before.stream()
                .collect(Collectors.toMap(Incident::id, incident -> incident, (one, other) -> one, LinkedHashMap::new));
        Map<String, Incident> shown = new LinkedHashMap<>();
        List<Write> writes = new ArrayList<>();
        boolean mayReplay = spec
                .filter(policy -> policy.failurePolicy().replay().create() == FailurePolicy.Create.Always)
                .isPresent();
        for (Report.Incident reported : report.get().incidents()) {
            Optional<Incident> old = Optional.ofNullable(known.get(reported.id()));
            Optional<String> replay = old.map(Incident::replayJob).or(() -> replayOf(observed, report.get(), reported));
            if (replay.isEmpty() && mayReplay && wantsReplay(reported, now)) {
                replay = Optional.of(Names.replayJob(observed.pipeline().name(), reported.id()));
                writes.add(replayJob(observed.pipeline().subject(), replay.get(), reported));
            }
            Incident incident = mirrored(reported, replay);
            writes.addAll(announced(observed.pipeline().subject(), old, incident, now));
            shown.put(incident.id(), incident);
        }
        known.forEach((id, incident) -> shown.computeIfAbsent(id, gone -> closed(incident, now)));
        return new Incidents(shown.values().stream().sorted(OPEN_THEN_NEWEST).limit(MOST).toList(), writes);
    }

    /** Those that are open. */
    List<Incident> open() {
        return shown.stream().filter(incident -> incident.state() == State.Open).toList();
    }

    private static boolean wantsReplay(Report.Incident incident, Instant now) {
        boolean recent = incident.isOpen() || incident.closed() == null
                || incident.closed().isAfter(now.minus(REPLAYED_WITHIN));
        return recent && incident.affected() > 0
                && incident.actions().contains(FailurePolicy.Action.CreateReplayJob.name());
    }

    /** A ReplayJob that is there for it, whoever made it, or that has been and has run. */
    private static Optional<String> replayOf(ObservedPipeline observed, Report report, Report.Incident incident) {
        String name = Names.replayJob(observed.pipeline().name(), incident.id());
        String job = observed.pipeline().namespace() + "/" + name + "/";
        Optional<String> there = observed.replayJobs()
                .stream()
                .filter(replay -> replay.name().equals(name)
                        || replay.spec().readable().filter(spec -> incident.id().equals(spec.incidentId())).isPresent())
                .map(replay -> replay.name())
                .findFirst();
        return there.or(() -> report.replays()
                .stream()
                .filter(replay -> replay.job().startsWith(job))
                .map(replay -> name)
                .findFirst());
    }

    /** Without an owner: it outlives the pipeline, as what it repairs does. */
    private static Write replayJob(Subject pipeline, String name, Report.Incident incident) {
        boolean undecodable = FailurePolicy.Measure.UndecodableCount.name().equals(incident.measure());
        GenericKubernetesResource replay = new GenericKubernetesResource();
        replay.setApiVersion(pipeline.apiVersion());
        replay.setKind("ReplayJob");
        replay.setMetadata(new ObjectMetaBuilder().withNamespace(pipeline.namespace())
                .withName(name)
                .withLabels(Labels.of(pipeline.name()))
                .build());
        replay.setAdditionalProperty("spec",
                Json.tree(Map.of("pipelineRef", Map.of("name", pipeline.name()), "incidentId", incident.id(), "mode",
                        undecodable ? "Quarantine" : "Resend",
                        "startPolicy", "WhenRecovered")));
        return new Write.Create(replay);
    }

    private static List<Write> announced(Subject pipeline, Optional<Incident> old, Incident now, Instant time) {
        List<Write> events = new ArrayList<>();
        if (old.isEmpty()) {
            events.add(Announcement.of(pipeline, now.id() + "-opened", true, "IncidentOpened",
                    now.id() + ": " + now.message(), time));
        }
        if (now.replayJob() != null && old.map(Incident::replayJob).isEmpty()) {
            events.add(Announcement.of(pipeline, now.id() + "-replay", false, "ReplayJobCreated",
                    "ReplayJob %s sends again what incident %s affected, once it has recovered."
                            .formatted(now.replayJob(), now.id()),
                    time));
        }
        if (now.state() == State.Closed && old.map(Incident::state).orElse(State.Open) != State.Closed) {
            events.add(Announcement.of(pipeline, now.id() + "-closed", false, "IncidentClosed",
                    "%s is over; %d affected.".formatted(now.id(), Optional.ofNullable(now.affected()).orElse(0L)),
                    time));
        }
        return events;
    }

    private static Incident mirrored(Report.Incident reported, Optional<String> replay) {
        Map<String, String> labels = reported.labels()
                .entrySet()
                .stream()
                .limit(MOST_LABELS)
                .collect(Collectors.toMap(Map.Entry::getKey, label -> Text.atMost(LONGEST_VALUE, label.getValue()),
                        (one, other) -> one, LinkedHashMap::new));
        FailurePolicy.Measure measure = List
                .of(FailurePolicy.Measure.FailedPercent, FailurePolicy.Measure.UndecodableCount)
                .stream()
                .filter(known -> known.name().equals(reported.measure()))
                .findFirst()
                .orElse(null);
        return new Incident(reported.id(), reported.rule(), measure, reported.channel(), labels,
                reported.isOpen() ? State.Open : State.Closed,
                reported.onset(), reported.detected(), reported.closed(), Math.max(0, reported.affected()),
                replay.orElse(null),
                Text.atMost(LONGEST_MESSAGE, Optional.ofNullable(reported.message()).orElse("")));
    }

    /** One the status worker no longer speaks of is over; open ones it never leaves out. */
    private static Incident closed(Incident incident, Instant now) {
        return incident.state() == State.Closed
                ? incident
                : new Incident(incident.id(), incident.rule(), incident.measure(), incident.channel(),
                        incident.classOfMessages(), State.Closed, incident.onset(),
                        incident.detected(), now.truncatedTo(ChronoUnit.SECONDS), incident.affected(),
                        incident.replayJob(), incident.message());
    }
}
