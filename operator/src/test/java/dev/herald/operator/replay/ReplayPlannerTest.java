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

    /** Nothing was attempted for five minutes: no traffic will ever close the incident. */
    @ParameterizedTest
    @CsvSource({"08:24:59, Running", "08:25:01, Waiting"})
    void withoutTrafficItStartsWithATrial(String lastDecision, Phase expected) {
        String quiet = Samples.open()
                .replace("2099-01-01T00:00:00", "2026-11-23T" + lastDecision);

        Plan<ReplayJobStatus> plan = planner.plan(observed(OF_INCIDENT, Given.report(quiet)), NOW);

        assertEquals(expected, plan.status().phase());
        if (plan.intent()) {
            Plan<ReplayJobStatus> next = planner.plan(started(OF_INCIDENT, plan.status(), Given.report(quiet)), NOW);
            assertEquals(10, file(next).at("/replay/trial").asInt());
        }
    }

    @Test
    void afterARecoveryThereIsNoTrial() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();

        assertTrue(file(planner.plan(started(OF_INCIDENT, intent, Given.report(Samples.closed())), NOW))
                .at("/replay/trial")
                .isMissingNode());
    }

    @Test
    void theFeederIsGivenItsLimits() {
        String limited = OF_WINDOW.replace("window:",
                "approval: Manual, dryRun: true, maxMessages: 7, stopOn: {failurePercent: 20}, selector: {tags: [vip], errors: [\"552\"]}, window:");
        ReplayJobStatus intent = planner.plan(observed(limited, Given.report(Samples.WELL)), NOW).status();

        JsonNode replay = file(planner.plan(started(limited, intent, Given.report(Samples.WELL)), NOW)).at("/replay");

        assertEquals(Json.parse("{\"manual\": true, \"above\": 10000}"), replay.get("approval"));
        assertEquals(Json.parse("{\"failurePercent\": 20, \"minimumCount\": 50}"), replay.get("stopOn"));
        assertTrue(replay.get("dryRun").asBoolean());
        assertEquals(7, replay.get("maxMessages").asInt());
        assertEquals("vip", replay.at("/selector/tags/0").asText());
        assertEquals("552", replay.at("/selector/errors/0").asText());
    }

    @Test
    void whatAPersonMayChangeIsNoPartOfItsIdentity() {
        String changed = OF_INCIDENT.replace("incidentId:",
                "approved: true, rateLimit: {perSecond: 5}, ttlAfterFinished: 1h, suspend: true, incidentId:");

        assertEquals(hash(OF_INCIDENT), hash(changed));
        assertNotEquals(hash(OF_INCIDENT), hash(OF_INCIDENT.replace("incidentId:", "dryRun: true, incidentId:")));
    }

    @Test
    void waitsForAPersonWhoIsToldTheCommand() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        String waiting = Samples.closed() + ", " + Samples
                .replay("shop/again/" + intent.specHash(), "AwaitingApproval")
                .replace("\"sent\": 38", "\"remaining\": 38");

        ReplayJobStatus status = planner.plan(started(OF_INCIDENT, intent, Given.report(waiting)), NOW).status();

        assertEquals(Phase.AwaitingApproval, status.phase());
        assertEquals("False/AwaitingApproval", Given.said(status.conditions(), ConditionType.Approved));
        assertTrue(Given.message(status.conditions(), ConditionType.Approved)
                .contains("kubectl patch nrj again -n shop --type=merge -p '{\"spec\":{\"approved\":true}}'"));
        assertEquals(0, status.percent());

        String approved = OF_INCIDENT.replace("incidentId:", "approved: true, incidentId:");
        ReplayJobStatus next = planner.plan(started(approved, status, Given.report(waiting)), NOW).status();
        assertEquals(Phase.Running, next.phase());
        assertEquals("True/Approved", Given.said(next.conditions(), ConditionType.Approved));
    }

    @ParameterizedTest
    @CsvSource({"TooMany", "RepairDoesNotHold", "TrialFailed"})
    void saysWhyItEndedEarly(String reason) {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        String failed = Samples.closed() + ", " + Samples.replay("shop/again/" + intent.specHash(), "Failed")
                .replace("\"phase\"", "\"reason\": \"%s\", \"phase\"".formatted(reason));

        ReplayJobStatus status = planner.plan(started(OF_INCIDENT, intent, Given.report(failed)), NOW).status();

        assertEquals(Phase.Failed, status.phase());
        assertEquals("True/" + reason, Given.said(status.conditions(), ConditionType.Failed));
    }

    @Test
    void showsHowFastItGoesAndWhatHoldsIt() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        String figures = """
                "rate": 12, "eta": "2026-11-23T08:31:00.123Z", "holds": "rateLimit 12/s", "unrecoverable": {"count": 2, "where": "kubectl logs job/again-replay-01234567"}, "phase\"""";
        String running = Samples.closed() + ", " + Samples.replay("shop/again/" + intent.specHash(), "Running")
                .replace("\"phase\"", figures);

        ReplayJobStatus status = planner.plan(started(OF_INCIDENT, intent, Given.report(running)), NOW).status();

        assertEquals(12, status.rate());
        assertEquals(Instant.parse("2026-11-23T08:31:00Z"), status.eta());
        assertEquals("rateLimit 12/s", status.whatHolds());
        assertEquals(new ReplayJobStatus.Unrecoverable(2L, "kubectl logs job/again-replay-01234567"),
                status.unrecoverable());
    }

    @ParameterizedTest
    @CsvSource({"1h, 09:19:59, 0", "1h, 09:20:00, 1", ", 23:59:59, 0"})
    void goesWhenItsTimeHasCome(String ttl, String time, int deleted) {
        String limited = ttl == null
                ? OF_INCIDENT
                : OF_INCIDENT.replace("incidentId:", "ttlAfterFinished: %s, incidentId:".formatted(ttl));
        ReplayJobStatus over = new ReplayJobStatus(1L, List.of(), Phase.Complete, null, 100L, null, null, null, null,
                NOW, Instant.parse("2026-11-23T08:20:00Z"), "again-replay-01234567", "0badc0de", "");

        Plan<ReplayJobStatus> plan = planner.plan(started(limited, over, Given.report(Samples.WELL)),
                Instant.parse("2026-11-23T%sZ".formatted(time)));

        assertEquals(deleted, Given.deleted(plan.writes()).size());
        assertEquals(Phase.Complete, plan.status().phase());
    }

    /** The record on the control topic says why; the report that brings it comes some moments after the Job's end. */
    @ParameterizedTest
    @CsvSource({"08:29:58Z, Running", "08:28:59Z, Failed"})
    void aFailedJobIsBelievedWhenAReportHasHadItsTime(String time, Phase expected) {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();
        ObservedReplay started = started(OF_INCIDENT, intent, Given.report(Samples.closed()));
        Job job = new JobBuilder(Given.made(planner.plan(started, NOW).writes(), Job.class).getFirst()).withNewStatus()
                .addNewCondition()
                .withType("Failed")
                .withStatus("True")
                .withMessage("exit code 64")
                .withLastTransitionTime("2026-11-23T" + time)
                .endCondition()
                .endStatus()
                .build();
        ObservedReplay failed = new ObservedReplay(started.replay(), started.pipeline(), started.rivals(),
                started.configMaps(), List.of(job), started.report(), started.rollout());

        assertEquals(expected, planner.plan(failed, NOW).status().phase());
    }

    private String hash(String replay) {
        return ReplayPlanner.specHash(Given.replay(replay).spec().readable().orElseThrow());
    }

    private static JsonNode file(Plan<ReplayJobStatus> plan) {
        return Json.parse(Given.made(plan.writes(), ConfigMap.class).getFirst().getData().get("worker.json"));
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
                List.of(), List.of(), List.of(), Given.report(Samples.closed()), Optional.empty());

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
                List.of(), List.of(), report, Optional.empty());
    }

    private static ObservedReplay started(String yaml, ReplayJobStatus status, Sighting report, Job... jobs) {
        return new ObservedReplay(Given.replay(yaml, status), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), List.of(jobs), report, Optional.empty());
    }
}
