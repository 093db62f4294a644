package dev.herald.operator.pipeline;

import static dev.herald.operator.pipeline.GivenPipeline.NOW;
import static dev.herald.operator.pipeline.GivenPipeline.WELL;
import static dev.herald.operator.pipeline.GivenPipeline.after;
import static dev.herald.operator.pipeline.GivenPipeline.events;
import static dev.herald.operator.pipeline.GivenPipeline.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which incidents a pipeline shows, and which of them get a ReplayJob. */
class PipelineIncidentsTest {
    private final PipelinePlanner planner = new PipelinePlanner("worker:1");

    @Test
    void anOpenIncidentStaysOpenWhenReportsStop() {
        NotificationPipelineStatus open = planner.plan(running(Samples.PIPELINE, Given.report(Samples.open())), NOW)
                .status();

        NotificationPipelineStatus after = planner
                .plan(after(running(Samples.PIPELINE, new Sighting.Stale("It stands still.")), open), NOW)
                .status();

        assertEquals(open.incidents(), after.incidents());
        assertEquals("False/IncidentOpen", Given.said(after.conditions(), ConditionType.DeliveryHealthy));
    }

    @Test
    void anIncidentMakesOneReplayJob() {
        Plan<NotificationPipelineStatus> plan = planner.plan(running(Samples.PIPELINE, Given.report(Samples.open())),
                NOW);

        GenericKubernetesResource replay = replays(plan).getFirst();
        assertEquals("orders-i-7f3a9c", replay.getMetadata().getName());
        assertTrue(replay.getMetadata().getOwnerReferences().isEmpty());
        JsonNode spec = Json.tree(replay.getAdditionalProperties().get("spec"));
        assertEquals(Json.parse(
                "{\"pipelineRef\": {\"name\": \"orders\"}, \"incidentId\": \"i-7f3a9c\", \"mode\": \"Resend\", \"startPolicy\": \"WhenRecovered\"}"),
                spec);
        assertEquals("orders-i-7f3a9c", plan.status().incidents().getFirst().replayJob());
        assertEquals(1, plan.status().incidentsOpen());
        assertEquals(List.of("IncidentOpened", "ReplayJobCreated"), events(plan));

        Plan<NotificationPipelineStatus> again = planner
                .plan(after(running(Samples.PIPELINE, Given.report(Samples.open())), plan.status()), NOW);
        assertEquals(List.of(), again.writes(), "also when somebody has deleted it");
    }

    @Test
    void theUndecodableAreReleasedFromQuarantine() {
        Sighting report = Given.report(Samples.open().replace("FailedPercent", "UndecodableCount"));

        GenericKubernetesResource replay = replays(planner.plan(running(Samples.PIPELINE, report), NOW)).getFirst();

        assertEquals("Quarantine", Json.tree(replay.getAdditionalProperties().get("spec")).path("mode").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"affected\": 38 | \"affected\": 0",
            "\"Alert\", \"CreateReplayJob\" | \"Alert\"",
            "\"state\": \"Open\" | \"state\": \"Closed\"",})
    void makesNoReplayJobWithoutReason(String right, String other) {
        String members = Samples.open()
                .replace(right, other)
                .replace("\"closed\": null",
                        other.contains("Closed") ? "\"closed\": \"2026-11-20T00:00:00Z\"" : "\"closed\": null");

        assertEquals(List.of(), replays(planner.plan(running(Samples.PIPELINE, Given.report(members)), NOW)));
    }

    @Test
    void makesNoReplayJobWhenThePolicySaysNever() {
        String never = Samples.PIPELINE.replace("spec:\n", "spec:\n  failurePolicy: {replay: {create: Never}}\n");

        assertEquals(List.of(), replays(planner.plan(running(never, Given.report(Samples.open())), NOW)));
    }

    @Test
    void makesNoReplayJobForWhatHasBeenReplayed() {
        Sighting report = Given
                .report(Samples.closed() + ", " + Samples.replay("shop/orders-i-7f3a9c/9be1c0aa", "Complete"));

        Plan<NotificationPipelineStatus> plan = planner.plan(running(Samples.PIPELINE, report), NOW);

        assertEquals(List.of(), replays(plan));
        assertEquals("orders-i-7f3a9c", plan.status().incidents().getFirst().replayJob());
    }

    @Test
    void aReplayJobMadeByAPersonWillDo() {
        ObservedPipeline running = running(Samples.PIPELINE, Given.report(Samples.open()));
        ObservedPipeline observed = new ObservedPipeline(running.pipeline(), List.of(), running.channels(),
                List.of(Given.replay("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: mine, namespace: shop}
                spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c}
                """)), running.configMaps(), running.deployments(), running.services(), List.of(), List.of(),
                running.report());

        Plan<NotificationPipelineStatus> plan = planner.plan(observed, NOW);

        assertEquals(List.of(), replays(plan));
        assertEquals("mine", plan.status().incidents().getFirst().replayJob());
    }

    @Test
    void keepsTwentyIncidentsAndTheOpenOnesFirst() {
        List<String> incidents = new ArrayList<>(IntStream.range(0, 30)
                .mapToObj(
                        i -> "{\"id\": \"i-%06d\", \"state\": \"%s\", \"onset\": \"2026-11-%02dT00:00:00Z\", \"closed\": %s}"
                                .formatted(i, i == 0 ? "Open" : "Closed", 1 + i % 28,
                                        i == 0 ? "null" : "\"2026-11-22T00:00:00Z\""))
                .toList());

        List<Incident> shown = planner
                .plan(running(Samples.PIPELINE, Given.report(Samples.WELL + ", \"incidents\": " + incidents)), NOW)
                .status()
                .incidents();

        assertEquals(20, shown.size());
        assertEquals("i-000000", shown.getFirst().id());
        assertEquals(State.Open, shown.getFirst().state());
    }

    @Test
    void whatIsNoLongerReportedIsOver() {
        NotificationPipelineStatus open = planner.plan(running(Samples.PIPELINE, Given.report(Samples.open())), NOW)
                .status();

        Incident incident = planner.plan(after(running(Samples.PIPELINE, WELL), open), NOW)
                .status()
                .incidents()
                .getFirst();

        assertEquals(State.Closed, incident.state());
        assertEquals(NOW, incident.closed());
    }

    private static List<GenericKubernetesResource> replays(Plan<NotificationPipelineStatus> plan) {
        return Given.made(plan.writes(), GenericKubernetesResource.class);
    }
}
