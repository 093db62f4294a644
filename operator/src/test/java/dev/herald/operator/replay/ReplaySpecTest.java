package dev.herald.operator.replay;

import static dev.herald.operator.replay.GivenReplay.NOW;
import static dev.herald.operator.replay.GivenReplay.OF_INCIDENT;
import static dev.herald.operator.replay.GivenReplay.observed;
import static dev.herald.operator.replay.GivenReplay.started;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which specs are the same replay, and which are none. */
class ReplaySpecTest {
    private final ReplayPlanner planner = new ReplayPlanner("worker:1");

    @Test
    void whatAPersonMayChangeIsNoPartOfItsIdentity() {
        String changed = OF_INCIDENT.replace("incidentId:",
                "approved: true, rateLimit: {perSecond: 5}, ttlAfterFinished: 1h, suspend: true, incidentId:");

        assertEquals(hash(OF_INCIDENT), hash(changed));
        assertNotEquals(hash(OF_INCIDENT), hash(OF_INCIDENT.replace("incidentId:", "dryRun: true, incidentId:")));
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

    @Test
    void aChangedSpecIsNotAnotherReplay() {
        ReplayJobStatus intent = planner.plan(observed(OF_INCIDENT, Given.report(Samples.closed())), NOW).status();

        Plan<ReplayJobStatus> plan = planner.plan(
                started(OF_INCIDENT.replace("i-7f3a9c", "i-000000"), intent, Given.report(Samples.closed())), NOW);

        assertEquals("True/SpecChanged", Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertEquals(List.of(), plan.writes());
        assertEquals(intent.specHash(), plan.status().specHash());
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

    private String hash(String replay) {
        return ReplayPlanner.specHash(Given.replay(replay).spec().readable().orElseThrow());
    }
}
