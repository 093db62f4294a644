package dev.herald.operator.pipeline;

import static dev.herald.operator.pipeline.GivenPipeline.NOW;
import static dev.herald.operator.pipeline.GivenPipeline.WELL;
import static dev.herald.operator.pipeline.GivenPipeline.names;
import static dev.herald.operator.pipeline.GivenPipeline.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pipeline's plan makes of another revision, of a pin, and of what is remembered; how a rollout goes on, RolloutPlannerTest shows. */
class PipelineRolloutTest {
    private final PipelinePlanner planner = new PipelinePlanner("worker:1");

    @Test
    void theFormatStaysWhatItWas() {
        ObservedPipeline running = running(Samples.PIPELINE, WELL);
        running.configMaps()
                .stream()
                .filter(map -> map.getMetadata().getName().equals("orders-rollout"))
                .forEach(map -> map.getData()
                        .compute("rollout.json", (name, text) -> text.replace("json-v1", "cbor-v1")));

        Plan<NotificationPipelineStatus> plan = planner.plan(running, NOW);

        assertEquals("cbor-v1", plan.status().format());
    }

    @Test
    void anotherImageIsProbedBeforeAnythingRunsIt() {
        ObservedPipeline running = running(Samples.PIPELINE, WELL);
        String changed = Samples.PIPELINE.replace("spec:\n", "spec:\n  worker: {image: \"worker:2\"}\n");
        ObservedPipeline next = new ObservedPipeline(Given.pipeline(changed), List.of(), running.channels(), List.of(),
                running.configMaps(), running.deployments(), running.services(), List.of(), List.of(), WELL);

        Plan<NotificationPipelineStatus> plan = planner.plan(next, NOW);

        assertEquals(List.of(), Given.made(plan.writes(), Deployment.class));
        Job probe = Given
                .made(plan.writes(), Job.class)
                .getFirst();
        assertEquals(List.of("serving worker:1", "target worker:2"), probe.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .stream()
                .map(side -> side.getName() + " " + side.getImage())
                .toList());
        assertEquals("False/Probing", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals(NotificationPipelineStatus.RevisionState.Probing, plan.status().revisions().getFirst().state());
        assertEquals("worker:2", plan.status().revisions().getFirst().image());
    }

    @Test
    void tellsWhatTheLatestProbeFoundWithoutContent() {
        ObservedPipeline running = running(Samples.PIPELINE, Given.report(Samples.WELL
                + """
                , "probes": [{"id": "77aa0b1c-1", "verdict": "Inconclusive", "at": "2026-11-23T08:00:00Z"},
                  {"id": "77aa0b1c-7", "verdict": "Failed", "at": "2026-11-23T08:01:00Z", "message": "1 of 63 samples differ: attachments",
                   "strata": [{"stratum": "attachments=true", "sampled": 20, "golden": 0, "different": 1}],
                   "evidence": [{"where": "log/3@17", "stratum": "attachments=true", "field": "attachments", "difference": "is missing"}]}]"""));

        NotificationPipelineStatus.ProbeStatus probe = planner.plan(running, NOW).status().probe();

        assertEquals("77aa0b1c-7", probe.id());
        assertEquals(NotificationPipelineStatus.Verdict.Failed, probe.verdict());
        assertEquals(1L, probe.strata().getFirst().different());
        assertEquals("log/3@17", probe.evidence().getFirst().where());
    }

    @Test
    void isNotReadyBeforeItIsKnownWhatTheLogRemembersForNobodySendsUntilThen() {
        Plan<NotificationPipelineStatus> plan = planner
                .plan(running(Samples.PIPELINE, Given.report(Samples.WELL + ", \"remembers\": false")), NOW);

        assertEquals("Unknown/ReportPending", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertTrue(Given.made(plan.writes(), ConfigMap.class)
                .stream()
                .noneMatch(map -> map.getMetadata().getName().equals("orders-rollout")));
    }

    /** Somebody deleted the ConfigMap while nothing is reported: until it is known again what was decided, whoever works goes on. */
    @Test
    void whenWhatWasDecidedIsLostWhoeverWorksGoesOn() {
        ObservedPipeline running = running(Samples.PIPELINE, WELL);
        List<ConfigMap> rest = running.configMaps()
                .stream()
                .filter(map -> !map.getMetadata().getName().equals("orders-rollout"))
                .toList();
        ObservedPipeline lost = new ObservedPipeline(running.pipeline(), List.of(), running.channels(), List.of(), rest,
                running.deployments(), running.services(), List.of(), List.of(), new Sighting.Pending("no report"));

        assertEquals(List.of(), Given.made(planner.plan(lost, NOW).writes(), ConfigMap.class));
    }

    /** Otherwise there never would be a status worker to tell what is remembered. */
    @Test
    void aPipelineMadeAnewStartsWhateverRevisionIsPinned() {
        Plan<NotificationPipelineStatus> plan = planner.plan(new ObservedPipeline(
                Given.pipeline(Samples.PIPELINE.replace("spec:\n", "spec:\n  rollout: {revision: \"77aa0b1c\"}\n")),
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                new Sighting.Pending("no report yet")), NOW);

        assertEquals(List.of("orders-status", "orders-ingest"),
                names(Given.made(plan.writes(), Deployment.class).stream()));
        assertEquals("False/UpToDate", Given.said(plan.status().conditions(), ConditionType.Stalled));
    }

    @Test
    void aRevisionThatNobodyKnowsCannotBePinned() {
        Plan<NotificationPipelineStatus> plan = planner.plan(running(Samples.PIPELINE, WELL,
                Samples.PIPELINE.replace("spec:\n", "spec:\n  rollout: {revision: \"00000000\"}\n")), NOW);

        assertEquals("True/Invalid", Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertTrue(Given.message(plan.status().conditions(), ConditionType.Stalled)
                .startsWith("spec.rollout.revision: 00000000 is not known here: name one of status.revisions ("));
    }
}
