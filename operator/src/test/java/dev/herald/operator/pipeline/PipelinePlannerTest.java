package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.State;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelinePlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final Sighting WELL = Given.report(Samples.WELL);

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "\"log\": {\"state\": \"Missing\", \"message\": \"2 topics are missing.\", \"commands\": [\"kafka-topics.sh --create\"]} | False/TopicsMissing",
            "\"log\": {\"state\": \"Misconfigured\", \"message\": \"m\"} | False/TopicsMisconfigured",
            "\"log\": {\"state\": \"Unreachable\", \"message\": \"m\"} | False/LogUnreachable",
            "\"log\": {\"state\": \"Ready\", \"durable\": {\"status\": \"False\", \"message\": \"1 replica\"}} | False/NotReplicated",
            "\"log\": {\"state\": \"\"} | False/ReportPending",})
    void isNotReadyUntilTheTopicsAreInOrder(String members, String expected) {
        assertEquals(expected,
                Given.said(planner.plan(running(Samples.PIPELINE, Given.report(members)), NOW).status().conditions(),
                        ConditionType.Ready));
    }

    @Test
    void printsTheCommandsForMissingTopics() {
        Sighting missing = Given.report(
                "\"log\": {\"state\": \"Missing\", \"message\": \"2 topics are missing.\", \"commands\": [\"kafka-topics.sh --create a\", \"kafka-topics.sh --create b\"]}");

        assertEquals("2 topics are missing.\nRun:\nkafka-topics.sh --create a\nkafka-topics.sh --create b",
                Given.message(planner.plan(running(Samples.PIPELINE, missing), NOW).status().conditions(),
                        ConditionType.Ready));
    }

    @Test
    void aWaivedPromiseDoesNotHinder() {
        String waived = Samples.PIPELINE.replace("management: Create",
                "management: Create\n    durability: {policy: Warn}");
        Sighting report = Given.report(
                "\"log\": {\"state\": \"Ready\", \"durable\": {\"status\": \"False\", \"message\": \"1 replica\"}}");

        NotificationPipelineStatus status = planner.plan(running(waived, report), NOW).status();

        assertEquals("False/PromiseWaived", Given.said(status.conditions(), ConditionType.LogDurable));
        assertEquals("True/RolledOut", Given.said(status.conditions(), ConditionType.Ready));
    }

    @Test
    void withoutAReportNothingIsClaimed() {
        Sighting nobody = new Sighting.Unreachable("http://10.0.0.7:8080", "Connection refused");
        ObservedPipeline observed = running(Samples.PIPELINE, nobody);

        NotificationPipelineStatus status = planner.plan(observed, NOW).status();

        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.Ready));
        assertEquals("False/ReportUnreachable", Given.said(status.conditions(), ConditionType.MetricsAvailable));
        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.DeliveryHealthy));
        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.LogDurable));
        assertTrue(Given.message(status.conditions(), ConditionType.MetricsAvailable)
                .contains("http://10.0.0.7:8080/report"));
    }

    @Test
    void noDataForLongIsAnAlarmOfItsOwn() {
        Sighting stale = new Sighting.Stale("It stands still.");
        NotificationPipelineStatus first = planner.plan(running(Samples.PIPELINE, stale), NOW).status();

        Plan<NotificationPipelineStatus> later = planner.plan(after(running(Samples.PIPELINE, stale), first),
                NOW.plus(Duration.ofMinutes(3)));

        assertEquals("Unknown/NoData", Given.said(later.status().conditions(), ConditionType.DeliveryHealthy));
        assertEquals(List.of("NoData"), events(later));
        assertEquals(List.of(), events(planner.plan(after(running(Samples.PIPELINE, stale), later.status()),
                NOW.plus(Duration.ofMinutes(4)))));
    }

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

    private static List<GenericKubernetesResource> replays(Plan<NotificationPipelineStatus> plan) {
        return Given.made(plan.writes(), GenericKubernetesResource.class);
    }

    private static List<String> events(Plan<NotificationPipelineStatus> plan) {
        return Given.made(plan.writes(), Event.class).stream().map(Event::getReason).toList();
    }

    private static List<String> names(Stream<? extends io.fabric8.kubernetes.api.model.HasMetadata> objects) {
        return objects.map(object -> object.getMetadata().getName()).toList();
    }

    private ObservedPipeline world(String yaml) {
        return new ObservedPipeline(Given.pipeline(yaml), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), WELL);
    }

    private ObservedPipeline running(String yaml, Sighting report) {
        return running(yaml, report, yaml);
    }

    /** All that one spec asks for is there and available; now the spec is another. */
    private ObservedPipeline running(String yaml, Sighting report, String now) {
        ObservedPipeline bare = new ObservedPipeline(Given.pipeline(yaml), List.of(),
                List.of(Given.channel(Samples.EMAIL), Given.channel(Samples.HOOKS)), List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of(), report);
        List<Write> writes = planner.plan(bare, NOW).writes();
        List<Deployment> deployments = Given.made(writes, Deployment.class)
                .stream()
                .map(deployment -> Given.available(deployment, 1))
                .toList();
        ObservedPipeline up = new ObservedPipeline(Given.pipeline(now), List.of(), List.of(), List.of(),
                Given.made(writes, ConfigMap.class), deployments,
                Given.made(writes, Service.class), List.of(), List.of(), report);
        return new ObservedPipeline(up.pipeline(), List.of(), List.of(ready(Samples.EMAIL), ready(Samples.HOOKS)),
                List.of(), up.configMaps(), up.deployments(),
                up.services(), List.of(), List.of(), report);
    }

    private static Stored<dev.herald.api.v1alpha1.ChannelSpec, dev.herald.api.v1alpha1.ChannelStatus> ready(
            String yaml) {
        return Given.channel(yaml
                + "status: {conditions: [{type: Ready, status: \"True\", reason: RolledOut, message: \"\", observedGeneration: 1, lastTransitionTime: \"2026-11-23T08:00:00Z\"}]}\n");
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

    private static ObservedPipeline after(ObservedPipeline observed, NotificationPipelineStatus status) {
        Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline = observed.pipeline();
        return new ObservedPipeline(
                new Stored<>(pipeline.subject(), pipeline.generation(), pipeline.created(), pipeline.resourceVersion(),
                        pipeline.annotations(), pipeline.spec(), Optional.of(status)),
                observed.rivals(), observed.channels(), observed.replayJobs(), observed.configMaps(),
                observed.deployments(), observed.services(), observed.pods(), List.of(), observed.report());
    }
}
