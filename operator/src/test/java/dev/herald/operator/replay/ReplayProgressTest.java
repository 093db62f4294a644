package dev.herald.operator.replay;

import static dev.herald.operator.replay.GivenReplay.NOW;
import static dev.herald.operator.replay.GivenReplay.OF_INCIDENT;
import static dev.herald.operator.replay.GivenReplay.observed;
import static dev.herald.operator.replay.GivenReplay.started;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a replay that has started, until it is over and goes. */
class ReplayProgressTest {
    private final ReplayPlanner planner = new ReplayPlanner("worker:1");

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
}
