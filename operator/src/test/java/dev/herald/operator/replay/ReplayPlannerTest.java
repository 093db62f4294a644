package dev.herald.operator.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final String OF_INCIDENT = """
            apiVersion: herald.dev/v1alpha1
            kind: ReplayJob
            metadata: {name: again, namespace: shop, uid: 0123456789ab, generation: 1}
            spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c, startPolicy: WhenRecovered}
            """;
    private static final String OF_WINDOW = OF_INCIDENT.replace("incidentId: i-7f3a9c, startPolicy: WhenRecovered",
            "window: {from: \"2026-11-23T08:00:00Z\"}");

    private final ReplayPlanner planner = new ReplayPlanner("worker:1");

    @Test
    void waitsForRecovery() {
        Plan<ReplayJobStatus> plan = planner.plan(observed(OF_INCIDENT, Given.report(Samples.open())), NOW);

        assertEquals(Phase.Waiting, plan.status().phase());
        assertEquals("False/WaitingForRecovery", Given.said(plan.status().conditions(), ConditionType.Complete));
        assertEquals(List.of(), plan.writes());
        assertNull(plan.status().startTime());
    }

    @Test
    void saysThatItStartsBeforeItDoes() {
        Plan<ReplayJobStatus> plan = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW);

        assertTrue(plan.intent());
        assertEquals(List.of(), plan.writes());
        assertEquals(Phase.Running, plan.status().phase());
        assertEquals(NOW, plan.status().startTime());
        assertEquals("again-replay-01234567", plan.status().jobName());

        Plan<ReplayJobStatus> next = planner.plan(started(OF_INCIDENT, plan.status(), Given.report(Samples.closed())),
                NOW);
        assertEquals("again-replay-01234567", Given.made(next.writes(), Job.class).getFirst().getMetadata().getName());
        JsonNode file = Json.parse(Given.made(next.writes(), ConfigMap.class).getFirst().getData().get("worker.json"));
        assertEquals("shop/again/" + plan.status().specHash(), file.at("/replay/job").asText());
        assertEquals("i-7f3a9c", file.at("/replay/incidentId").asText());
    }

    @Test
    void startsAtOnceWhenItIsToldTo() {
        String atOnce = OF_INCIDENT.replace("WhenRecovered", "Immediately");

        assertTrue(planner.plan(observed(atOnce, Given.report(Samples.open())), NOW).intent());
    }

    @Test
    void anOpenWindowEndsWhenTheReplayStarts() {
        ReplayJobStatus intent = planner.plan(observed(OF_WINDOW, Given.report(Samples.WELL)), NOW).status();

        Plan<ReplayJobStatus> plan = planner.plan(started(OF_WINDOW, intent, Given.report(Samples.WELL)),
                NOW.plusSeconds(30));

        JsonNode window = Json.parse(Given.made(plan.writes(), ConfigMap.class).getFirst().getData().get("worker.json"))
                .at("/replay/window");
        assertEquals("2026-11-23T08:00:00Z", window.path("from").asText());
        assertEquals(NOW.toString(), window.path("to").asText());
    }

    @ParameterizedTest
    @CsvSource({"email, Waiting", "hooks, Running"})
    void aWindowWaitsForTheIncidentsOfItsChannels(String channel, Phase expected) {
        String replay = OF_WINDOW.replace("window:",
                "startPolicy: WhenRecovered, selector: {channels: [%s]}, window:".formatted(channel));

        assertEquals(expected, planner.plan(observed(replay, Given.report(Samples.open())), NOW).status().phase());
    }

    @Test
    void startsNothingUntilAReportHasBeenSeenToMove() {
        Report report = Given.report(Samples.closed()).fresh().orElseThrow();

        Plan<ReplayJobStatus> plan = planner.plan(observed(OF_INCIDENT, new Sighting.Fresh(report, false)), NOW);

        assertFalse(plan.intent());
        assertEquals(Phase.Pending, plan.status().phase());
        assertEquals("False/NotStarted", Given.said(plan.status().conditions(), ConditionType.Complete));
    }

    @Test
    void whatHasRunNeverRunsAgain() {
        String hash = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status().specHash();
        Sighting ran = Given.report(Samples.closed() + ", " + Samples.replay("shop/again/" + hash, "Complete"));

        Plan<ReplayJobStatus> plan = planner.plan(observed(OF_INCIDENT, ran), NOW);

        assertEquals(List.of(), plan.writes());
        assertFalse(plan.intent());
        assertEquals(Phase.Complete, plan.status().phase());
        assertEquals("True/AlreadyRan", Given.said(plan.status().conditions(), ConditionType.Complete));
        assertEquals(38, plan.status().counts().sent());
    }

    @Test
    void whatWasInterruptedGoesOn() {
        String hash = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status().specHash();

        assertTrue(
                planner.plan(
                        observed(OF_INCIDENT,
                                Given.report(
                                        Samples.closed() + ", " + Samples.replay("shop/again/" + hash, "Running"))),
                        NOW).intent());
    }

    @Test
    void isCompleteWhenTheControlTopicSaysSo() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        Job job = Given
                .made(planner.plan(started(OF_INCIDENT, intent, Given.report(Samples.closed())), NOW).writes(),
                        Job.class)
                .getFirst();
        Sighting done = Given
                .report(Samples.closed() + ", " + Samples.replay("shop/again/" + intent.specHash(), "Complete"));

        ReplayJobStatus status = planner.plan(started(OF_INCIDENT, intent, done, job), NOW).status();

        assertEquals(Phase.Complete, status.phase());
        assertEquals(100, status.percent());
        assertEquals("True/Finished", Given.said(status.conditions(), ConditionType.Complete));
        assertEquals(Instant.parse("2026-11-23T08:22:00Z"), status.completionTime());
        assertEquals(status,
                planner.plan(started(OF_INCIDENT, status, Given.report(Samples.WELL)), NOW.plusSeconds(900)).status(),
                "and stays so");
    }

    @Test
    void failsWhenItsJobFails() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        Job job = new JobBuilder(
                Given.made(planner.plan(started(OF_INCIDENT, intent, Given.report(Samples.closed())), NOW).writes(),
                        Job.class).getFirst())
                .withNewStatus()
                .addNewCondition()
                .withType("Failed")
                .withStatus("True")
                .withMessage("Container worker failed with exit code 64")
                .endCondition()
                .endStatus()
                .build();

        ReplayJobStatus status = planner.plan(started(OF_INCIDENT, intent, Given.report(Samples.closed()), job), NOW)
                .status();

        assertEquals(Phase.Failed, status.phase());
        assertEquals("True/JobFailed", Given.said(status.conditions(), ConditionType.Failed));
        assertEquals("Job again-replay-01234567 failed: Container worker failed with exit code 64", status.message());
    }

    @Test
    void suspendHoldsItsJobAndLetsItGoOn() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        Job job = Given
                .made(planner.plan(started(OF_INCIDENT, intent, Given.report(Samples.closed())), NOW).writes(),
                        Job.class)
                .getFirst();
        String held = OF_INCIDENT.replace("spec: {", "spec: {suspend: true, ");

        Plan<ReplayJobStatus> plan = planner.plan(started(held, intent, Given.report(Samples.closed()), job), NOW);

        assertEquals("{\"spec\":{\"suspend\":true}}", ((Write.Patch) plan.writes().getFirst()).merge().toString());
        assertEquals(Phase.Suspended, plan.status().phase());
        assertEquals("True/Suspended", Given.said(plan.status().conditions(), ConditionType.Suspended));

        Job suspended = new JobBuilder(job).editSpec().withSuspend(true).endSpec().build();
        assertEquals(List.of(),
                planner.plan(started(held, intent, Given.report(Samples.closed()), suspended), NOW).writes());
        assertEquals("{\"spec\":{\"suspend\":false}}",
                ((Write.Patch) planner
                        .plan(started(OF_INCIDENT, plan.status(), Given.report(Samples.closed()), suspended), NOW)
                        .writes()
                        .getFirst()).merge().toString());
    }

    @Test
    void aSuspendedPipelineHoldsItToo() {
        ObservedReplay observed = new ObservedReplay(Given.replay(OF_INCIDENT),
                Optional.of(Given.pipeline(Samples.PIPELINE.replace("spec:\n", "spec:\n  suspend: true\n"))),
                List.of(), List.of(), List.of(), Given.report(Samples.closed()));

        Plan<ReplayJobStatus> plan = planner.plan(observed, NOW);

        assertEquals("True/PipelineSuspended", Given.said(plan.status().conditions(), ConditionType.Suspended));
        assertFalse(plan.intent());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "incidentId: i-7f3a9c | incidentId: i-000000 | IncidentNotFound | spec.incidentId: NotificationPipeline orders has no incident i-000000; its status.incidents lists them",
            "incidentId: i-7f3a9c, | | Invalid | spec.window: is required",
            "WhenRecovered | Someday | Unrecognised | spec.startPolicy: this version",
            "{name: orders} | {name: 7} | Unreadable | spec.pipelineRef.name: must be a text",})
    void aWrongSpecIsTold(String right, String wrong, String reason, String message) {
        ReplayJobStatus status = planner
                .plan(observed(OF_INCIDENT.replace(right, wrong == null ? "" : wrong), Given.report(Samples.closed())),
                        NOW)
                .status();

        assertEquals("True/" + reason, Given.said(status.conditions(), ConditionType.Stalled));
        assertTrue(Given.message(status.conditions(), ConditionType.Stalled).startsWith(message),
                Given.message(status.conditions(), ConditionType.Stalled));
        assertEquals(Phase.Pending, status.phase());
    }

    @Test
    void aChangedSpecIsNotAnotherReplay() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();

        Plan<ReplayJobStatus> plan = planner.plan(
                started(OF_INCIDENT.replace("i-7f3a9c", "i-000000"), intent, Given.report(Samples.closed())), NOW);

        assertEquals("True/SpecChanged", Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertEquals(List.of(), plan.writes());
        assertEquals(intent.specHash(), plan.status().specHash());
    }

    @Test
    void suspendIsNoPartOfItsIdentity() {
        String hash = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status().specHash();
        Sighting closed = Given.report(Samples.closed());

        assertEquals(hash,
                planner.plan(observed(OF_INCIDENT.replace("spec: {", "spec: {suspend: false, "), closed), NOW)
                        .status()
                        .specHash());
        assertNotEquals(hash, planner
                .plan(observed(OF_INCIDENT.replace("spec: {", "spec: {selector: {channels: [email]}, "), closed), NOW)
                .status()
                .specHash());
    }

    private static ObservedReplay observed(String yaml, Sighting report) {
        return new ObservedReplay(Given.replay(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), List.of(), report);
    }

    private static ObservedReplay started(String yaml, ReplayJobStatus status, Sighting report, Job... jobs) {
        return new ObservedReplay(Given.replay(yaml, status), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), List.of(jobs), report);
    }
}
