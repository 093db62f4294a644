package dev.herald.operator.pipeline;

import static dev.herald.operator.pipeline.GivenPipeline.NOW;
import static dev.herald.operator.pipeline.GivenPipeline.WELL;
import static dev.herald.operator.pipeline.GivenPipeline.names;
import static dev.herald.operator.pipeline.GivenPipeline.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pipeline has in the cluster, and what its plan says of a spec that is wrong or another's. */
class PipelinePlannerTest {
    private final PipelinePlanner planner = new PipelinePlanner("worker:1");

    @Test
    void startsStatusWorkerAndIngest() {
        List<Write> writes = planner.plan(world(Samples.PIPELINE), NOW).writes();

        assertEquals(List.of("orders-status", "orders-ingest"), names(Given.made(writes, Deployment.class).stream()));
        assertEquals(List.of("orders-status", "orders-ingest"), names(Given.made(writes, Service.class).stream()));
        assertEquals(List.of("orders-rollout", "orders-live"),
                names(Given.made(writes, ConfigMap.class).stream()).subList(0, 2));
    }

    @Test
    void hasNothingLeftToDoOnceAllRuns() {
        Plan<NotificationPipelineStatus> plan = planner.plan(running(Samples.PIPELINE, WELL), NOW);

        assertEquals(List.of(), plan.writes());
        assertEquals("True/RolledOut", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals("True/Replicated", Given.said(plan.status().conditions(), ConditionType.LogDurable));
        assertEquals("True/ReportCurrent", Given.said(plan.status().conditions(), ConditionType.MetricsAvailable));
        assertEquals("True/Idle", Given.said(plan.status().conditions(), ConditionType.DeliveryHealthy));
    }

    @Test
    void removesTheDoorWhenItIsClosed() {
        Plan<NotificationPipelineStatus> plan = planner
                .plan(running(Samples.PIPELINE, WELL, Samples.PIPELINE.replace("Enabled", "Disabled")), NOW);

        assertTrue(
                Given.deleted(plan.writes()).containsAll(List.of("Deployment orders-ingest", "Service orders-ingest")),
                plan.writes().toString());
    }

    @Test
    void tellsTheKubeletOfANewLiveFile() {
        ObservedPipeline running = running(Samples.PIPELINE, WELL);
        Pod pod = new PodBuilder().withNewMetadata()
                .withName("p")
                .withUid("u")
                .withLabels(Labels.of("orders"))
                .endMetadata()
                .build();
        ObservedPipeline observed = with(running, List.of(pod));

        List<Write> writes = planner.plan(observed, NOW).writes();
        Write.Patch patch = (Write.Patch) writes.getFirst();
        pod.getMetadata()
                .setAnnotations(java.util.Map.of(Labels.LIVE,
                        patch.merge().at("/metadata/annotations").get(Labels.LIVE).asText()));

        assertEquals(List.of(), planner.plan(observed, NOW).writes());
    }

    @Test
    void theLiveFileIsWrittenOnlyOverWhatWasObserved() {
        ObservedPipeline running = running(Samples.PIPELINE, WELL, Samples.PIPELINE.replace("spec:\n",
                "spec:\n  suspend: true\n"));
        running.configMaps().forEach(map -> map.getMetadata().setResourceVersion("41"));

        ConfigMap live = Given.made(planner.plan(running, NOW).writes(), ConfigMap.class).getFirst();

        assertEquals("orders-live", live.getMetadata().getName());
        assertEquals("41", live.getMetadata().getResourceVersion());
        live.getMetadata().setResourceVersion("42");
        List<ConfigMap> written = running.configMaps()
                .stream()
                .map(map -> map.getMetadata().getName().equals("orders-live") ? live : map)
                .toList();
        assertEquals(List.of(), planner.plan(up(running, written, running.deployments()), NOW).writes());
    }

    @Test
    void theLiveFileKeepsTheLastGoodEntryOfAChannelThatCannotBeRead() {
        ObservedPipeline good = running(Samples.PIPELINE, WELL);
        ObservedPipeline spoilt = new ObservedPipeline(good.pipeline(), List.of(),
                List.of(Given.channel(Samples.EMAIL.replace("587", "lots")), Given.channel(Samples.HOOKS)),
                List.of(), good.configMaps(), good.deployments(), good.services(), List.of(), List.of(), WELL);

        assertEquals(List.of(), planner.plan(spoilt, NOW).writes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "management: Create | management: Conjure | Unrecognised | spec.eventLog.management: this version of Herald does not know \"Conjure\"; write one of Create, Verify, or upgrade Herald",
            "topic: orders | topic: {} | Unreadable | spec.eventLog.kafka.topic: must be a text",
            "management: Create | management: Create~    maxMessageSize: big | Invalid | spec.eventLog.maxMessageSize: \"big\" is not a size: write bytes, or a number with Ki or Mi, such as 512Ki or 10Mi",
            "spec:~ | spec:~  delivery: {timeToLive: 200h}~ | Invalid | spec.delivery.timeToLive: must be shorter than spec.eventLog.durability.retention, or the log forgets messages that are still to be sent",
            "spec:~ | spec:~  failurePolicy: {rules: [{name: failed, measure: FailedPercent, raise: 1, clear: 2}]}~ | Invalid | spec.failurePolicy.rules[failed].clear: must not be above raise, or an incident would close while it opens",
            ", authentication: {type: None} | , authentication: {type: Token} | Invalid | spec.ingest.authentication.secretRef: is needed for type Token: name a Secret whose key token holds one token a line",
            ", authentication: {type: None} |  | Invalid | spec.ingest.authentication: is required",})
    void aWrongSpecIsToldAndWhatRanGoesOn(String right, String wrong, String reason, String message) {
        String changed = Samples.PIPELINE.replace(right.replace("~", "\n"),
                wrong == null ? "" : wrong.replace("~", "\n"));

        Plan<NotificationPipelineStatus> plan = planner.plan(running(Samples.PIPELINE, WELL, changed), NOW);

        assertEquals(List.of(), plan.writes());
        assertEquals("True/" + reason, Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertEquals("False/" + reason, Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals("True/Idle", Given.said(plan.status().conditions(), ConditionType.DeliveryHealthy));
        assertEquals(message, Given.message(plan.status().conditions(), ConditionType.Stalled));
    }

    @ParameterizedTest
    @CsvSource({"shop, true", "aaa, false", "zzz, true"})
    void theYoungerOfTwoOnOneLogStalls(String namespace, boolean otherPrevails) {
        String created = "creationTimestamp: \"2026-11-23T08:00:00Z\"";
        Stored<NotificationPipelineSpec, NotificationPipelineStatus> one = Given.pipeline(Samples.PIPELINE);
        Stored<NotificationPipelineSpec, NotificationPipelineStatus> other = Given
                .pipeline(Samples.PIPELINE.replace("name: orders,", "name: abc,")
                        .replace("namespace: shop", "namespace: " + namespace)
                        .replace(created, created.replace("08:00", namespace.equals("zzz") ? "07:00" : "08:00"))
                        .replace("[\"kafka:9092\"]", "[\"other:9092\", \"kafka:9092\"]"));
        boolean older = Stored.BY_AGE.compare(other, one) < 0;

        Plan<NotificationPipelineStatus> plan = planner
                .plan(new ObservedPipeline(one, List.of(other), List.of(), List.of(), List.of(), List.of(), List.of(),
                        List.of(), List.of(), WELL), NOW);

        assertEquals(older ? "True/Duplicate" : "False/UpToDate",
                Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertEquals(older, plan.writes().isEmpty());
        assertEquals(otherPrevails || namespace.equals("aaa"), older);
    }

    @Test
    void figuresAloneAreNoReasonToWriteAtOnce() {
        NotificationPipelineStatus few = planner
                .plan(running(Samples.PIPELINE, Given.report("\"channels\": {\"email\": {\"lag\": 5}}")), NOW)
                .status();
        NotificationPipelineStatus many = planner
                .plan(running(Samples.PIPELINE, Given.report("\"channels\": {\"email\": {\"lag\": 500}}")), NOW)
                .status();
        NotificationPipelineStatus open = planner.plan(running(Samples.PIPELINE, Given.report(Samples.open())), NOW)
                .status();

        assertFalse(few.equals(many));
        assertEquals(PipelineStatuses.withoutFigures(few), PipelineStatuses.withoutFigures(many));
        assertFalse(PipelineStatuses.withoutFigures(few).equals(PipelineStatuses.withoutFigures(open)));
    }

    private ObservedPipeline world(String yaml) {
        return new ObservedPipeline(Given.pipeline(yaml), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), WELL);
    }

    private static ObservedPipeline with(ObservedPipeline observed, List<Pod> pods) {
        return new ObservedPipeline(observed.pipeline(), observed.rivals(), observed.channels(), observed.replayJobs(),
                observed.configMaps(), observed.deployments(),
                observed.services(), pods, List.of(), observed.report());
    }

    private static ObservedPipeline up(ObservedPipeline observed, List<ConfigMap> configs,
            List<Deployment> deployments) {
        return new ObservedPipeline(observed.pipeline(), observed.rivals(), observed.channels(), observed.replayJobs(),
                configs, deployments, observed.services(),
                observed.pods(), List.of(), observed.report());
    }
}
