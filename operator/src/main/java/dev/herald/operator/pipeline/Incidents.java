package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.FailurePolicy;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.operator.plan.Announcement;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Text;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.rollout.Rollout;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The incidents of a pipeline as its status shows them, and what they make the operator do: Events when one opens or closes, a channel that is suspended, and at
 * most one ReplayJob for each. What they mean for a rollout is decided there.
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
    private static final Comparator<Incident> OPEN_THEN_NEWEST = Comparator.comparing(Incident::state)
            .thenComparing(Incident::onset, Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(Incident::id);

    static Incidents of(ObservedPipeline observed, Optional<NotificationPipelineSpec> spec, Optional<Rollout> rollout,
            Instant now) {
        List<Incident> before = observed.before().incidents();
        Optional<Report> report = observed.report().fresh();
        if (report.isEmpty()) {
            return new Incidents(before, List.of());
        }
        Map<String, Incident> known = before.stream()
                .collect(Collectors.toMap(Incident::id, incident -> incident, (one, other) -> one, LinkedHashMap::new));
        Map<String, Incident> shown = new LinkedHashMap<>();
        List<Write> writes = new ArrayList<>();
        IncidentReplays replays = new IncidentReplays(observed, spec, report.get(), now);
        for (Report.Incident reported : report.get().incidents()) {
            Optional<Incident> old = Optional.ofNullable(known.get(reported.id()));
            Optional<String> replay = old.map(Incident::replayJob).or(() -> replays.of(reported));
            if (replay.isEmpty() && replays.isDue(reported)) {
                replay = Optional.of(replays.name(reported));
                writes.add(replays.create(reported));
            }
            IncidentActions actions = new IncidentActions(observed, rollout, reported);
            Incident incident = mirrored(reported, replay,
                    actions.taken(old.map(Incident::actions).orElse(List.of()), replay.isPresent()));
            writes.addAll(actions.suspension(now));
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

    private static Incident mirrored(Report.Incident reported, Optional<String> replay,
            List<FailurePolicy.Action> actions) {
        Map<String, String> labels = reported.labels()
                .entrySet()
                .stream()
                .limit(MOST_LABELS)
                .collect(Collectors.toMap(Map.Entry::getKey, label -> Text.atMost(LONGEST_VALUE, label.getValue()),
                        (one, other) -> one, LinkedHashMap::new));
        FailurePolicy.Measure measure = Stream.of(FailurePolicy.Measure.values())
                .filter(known -> known != FailurePolicy.Measure.Unrecognised && known.name().equals(reported.measure()))
                .findFirst()
                .orElse(null);
        return new Incident(reported.id(), reported.rule(), measure, reported.channel(), labels,
                reported.isOpen() ? State.Open : State.Closed,
                reported.onset(), reported.detected(), reported.closed(), Math.max(0, reported.affected()),
                actions, replay.orElse(null),
                Text.atMost(LONGEST_MESSAGE, Optional.ofNullable(reported.message()).orElse("")));
    }

    /** One the status worker no longer speaks of is over; open ones it never leaves out. */
    private static Incident closed(Incident incident, Instant now) {
        return incident.state() == State.Closed
                ? incident
                : new Incident(incident.id(), incident.rule(), incident.measure(), incident.channel(),
                        incident.classOfMessages(), State.Closed, incident.onset(),
                        incident.detected(), now.truncatedTo(ChronoUnit.SECONDS), incident.affected(),
                        incident.actions(), incident.replayJob(), incident.message());
    }
}
