package dev.herald.operator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Replays as their planner finds them in tests. */
final class GivenReplay {
    static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    static final String OF_INCIDENT = """
            apiVersion: herald.dev/v1alpha1
            kind: ReplayJob
            metadata: {name: again, namespace: shop, uid: 0123456789ab, generation: 1}
            spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c, startPolicy: WhenRecovered}
            """;
    static final String OF_WINDOW = OF_INCIDENT.replace("incidentId: i-7f3a9c, startPolicy: WhenRecovered",
            "window: {from: \"2026-11-23T08:00:00Z\"}");

    private GivenReplay() {
    }

    /** Nothing has been done for it. */
    static ObservedReplay observed(String yaml, Sighting report) {
        return new ObservedReplay(Given.replay(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), List.of(), report, Optional.empty());
    }

    /** This is its status, and these are its Jobs. */
    static ObservedReplay started(String yaml, ReplayJobStatus status, Sighting report, Job... jobs) {
        return new ObservedReplay(Given.replay(yaml, status), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), List.of(jobs), report, Optional.empty());
    }

    /** What the worker is told. */
    static JsonNode file(Plan<ReplayJobStatus> plan) {
        return Json.parse(Given.made(plan.writes(), ConfigMap.class).getFirst().getData().get("worker.json"));
    }
}
