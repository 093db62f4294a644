package dev.herald.operator.replay;

import static dev.herald.operator.replay.GivenReplay.NOW;
import static dev.herald.operator.replay.GivenReplay.OF_INCIDENT;
import static dev.herald.operator.replay.GivenReplay.OF_WINDOW;
import static dev.herald.operator.replay.GivenReplay.file;
import static dev.herald.operator.replay.GivenReplay.observed;
import static dev.herald.operator.replay.GivenReplay.started;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Report;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a replay starts, when it never does, and what its feeder is told. */
class ReplayStartTest {
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
}
