package dev.herald.operator.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.Scaling;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.scaling.QuotaPart;
import dev.herald.operator.scaling.ScalingMemory;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a channel's plan makes of {@code scaling}; how many pods what is measured speaks for, ScalingPlannerTest shows. */
class ChannelScalingTest {
    /** Of one sender that is full: 30,000 wait, and 40 a second arrive where it completes 20. */
    private static final String BUSY = figures(40, 20, 30_000, 1);
    private static final String IDLE = figures(0, 0, 0, 1);

    private final ChannelPlanner planner = new ChannelPlanner("worker:1");
    private Optional<ChannelStatus> status = Optional.empty();
    private ScalingMemory memory = ScalingMemory.NONE;
    private List<Deployment> deployments = List.of();
    private Instant now = Instant.parse("2026-11-23T08:30:00Z");

    @Test
    void whereNobodyAsksForItReplicasAreTheSpecs() {
        assertEquals(1, replicas(plan("", report(BUSY))));
        assertEquals(4, replicas(plan("replicas: 4", report(BUSY))));
        Plan<ChannelStatus> plan = plan("replicas: 4", report(BUSY));
        assertNull(plan.status().scaling());
        assertEquals("absent", Given.said(plan.status().conditions(), ConditionType.ScalingActive));
    }

    @Test
    void followsWhatIsMeasuredAndSaysWhy() {
        Plan<ChannelStatus> plan = plan("scaling: {}", report(BUSY));

        assertEquals(12, replicas(plan));
        assertEquals(Scaling.Mode.Auto, plan.status().scaling().mode());
        assertEquals(12, plan.status().scaling().desiredReplicas());
        assertEquals("12: backlog 30,000 gone in 2m50s at 12 × 20/s; 12 partitions are shared no better by more",
                plan.status().scaling().reason());
        assertEquals("2m50s", plan.status().scaling().catchUpTime());
        assertEquals("True/FiguresCurrent", Given.said(plan.status().conditions(), ConditionType.ScalingActive));
    }

    @Test
    void aChangeIsAnEventAndNothingElseIs() {
        Plan<ChannelStatus> first = plan("scaling: {}", report(IDLE));
        assertEquals(List.of(), events(first));
        Plan<ChannelStatus> up = plan("scaling: {}", report(BUSY));
        assertEquals(List.of(
                "Scaled From 1 to 12: backlog 30,000 gone in 2m50s at 12 × 20/s; 12 partitions are shared no better by more."),
                events(up));
        Plan<ChannelStatus> stays = plan("scaling: {}", report(BUSY));
        assertEquals(List.of(), events(stays));
    }

    @Test
    void whatIsNotKnownIsHeldAndToldAsACondition() {
        plan("scaling: {}", report(BUSY));

        Plan<ChannelStatus> plan = plan("scaling: {}", new Sighting.Unreachable("http://status", "refused"));

        assertEquals(12, replicas(plan));
        assertEquals("Unknown/FiguresMissing", Given.said(plan.status().conditions(), ConditionType.ScalingActive));
        assertEquals(
                "held at 12: no measurement for 5s. What is there is held; look at the pipeline's MetricsAvailable.",
                Given.message(plan.status().conditions(), ConditionType.ScalingActive));
    }

    @Test
    void whatIsNoMeasurementIsHeldToo() {
        assertEquals("held at 1: no measurement yet",
                plan("scaling: {}", report(figures(-1, 0, 0, 1))).status().scaling().reason());
        assertEquals("held at 1: no measurement yet", plan("scaling: {}",
                Given.report(Samples.WELL.replace("\"email\": {", "\"email\": {\"scaling\": %s, ".formatted(BUSY))))
                .status()
                .scaling()
                .reason());
    }

    @Test
    void neverAboveWhatTheChannelsPartOfTheQuotaCanUse() {
        Plan<ChannelStatus> plan = planner.plan(observed(
                yaml("scaling: {}").replace("- name: relay\n", "- name: relay\n    rateLimit: {perSecond: 100}\n"),
                report(BUSY), Optional.of(new QuotaPart(60_000, 0, 6_000, 0))), now);

        assertEquals("3: quota 60/s is used up by 3", plan.status().scaling().reason());
        assertEquals(3, replicas(plan));
    }

    @Test
    void anExternalAutoscalerGoesOnFromWhatIsThere() {
        plan("scaling: {}", report(BUSY));

        Plan<ChannelStatus> handing = plan("scaling: {mode: External}", report(BUSY));
        assertEquals(12, replicas(handing));
        assertEquals(Scaling.Mode.Auto, handing.status().scaling().mode(), "until spec.replicas is seen to be 12");
        JsonNode patch = patches(handing).getFirst();
        assertEquals(12, patch.at("/spec/replicas").asInt());
        assertEquals("1", patch.at("/metadata/resourceVersion").asText());

        Plan<ChannelStatus> handed = plan("scaling: {mode: External}\n  replicas: 12", report(BUSY));
        assertEquals(12, replicas(handed));
        assertEquals(Scaling.Mode.External, handed.status().scaling().mode());
        assertEquals(List.of(), patches(handed));

        Plan<ChannelStatus> scaled = plan("scaling: {mode: External}\n  replicas: 7", report(BUSY));
        assertEquals(7, replicas(scaled));
        assertEquals(List.of(), patches(scaled));
        assertEquals("absent", Given.said(scaled.status().conditions(), ConditionType.ScalingActive));
    }

    @Test
    void andIsTakenBackFromWithoutAJump() {
        plan("scaling: {mode: External}\n  replicas: 6", report(IDLE));

        Plan<ChannelStatus> back = plan("scaling: {}\n  replicas: 6", report(IDLE));

        assertEquals(6, replicas(back));
        assertEquals(List.of(), patches(back));
        assertEquals("6: 1 would do, and must for 2m", back.status().scaling().reason());
    }

    /** Without a number in spec.replicas there is no scale that an autoscaler could read. */
    @Test
    void anAutoscalerIsGivenANumberWhereNobodyHasSaidOne() {
        Plan<ChannelStatus> plan = plan("scaling: {mode: External}", report(IDLE));

        assertEquals(1, patches(plan).getFirst().at("/spec/replicas").asInt());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"suspend: true | scaling: {}", "suspend: true | scaling: {minReplicas: 0}"})
    void suspendBeatsEverything(String suspend, String scaling) {
        plan("scaling: {}", report(BUSY));

        Plan<ChannelStatus> plan = plan(scaling + "\n  " + suspend, report(IDLE));

        assertEquals(12, replicas(plan));
        assertEquals("held at 12: suspended", plan.status().scaling().reason());
    }

    @Test
    void anIdleChannelMayHaveNoPodAndIsReady() {
        Plan<ChannelStatus> asleep = plan("scaling: {minReplicas: 0}", report(IDLE));
        for (int i = 0; i < 30; i++) {
            asleep = plan("scaling: {minReplicas: 0}", report(IDLE));
        }
        deployments = List.of(Given.available(Given.made(asleep.writes(), Deployment.class).getFirst(), 0));
        asleep = plan("scaling: {minReplicas: 0}", report(IDLE));

        assertEquals(0, asleep.status().scaling().desiredReplicas());
        assertEquals("0: idle", asleep.status().scaling().reason());
        assertEquals("True/Asleep", Given.said(asleep.status().conditions(), ConditionType.Ready));
    }

    /** Whoever waits for Ready waits for a rollout; pods that come and go by themselves are none. */
    @Test
    void podsThatComeAndGoLeaveItReady() {
        Deployment one = Given.made(plan("scaling: {}", report(IDLE)).writes(), Deployment.class).getFirst();
        deployments = List.of(Given.available(one, 1));

        Plan<ChannelStatus> up = plan("scaling: {}", report(BUSY));

        assertEquals("True/Resizing", Given.said(up.status().conditions(), ConditionType.Ready));
        assertEquals("1 pods of Deployment %s are ready, and 12 are to be.".formatted(one.getMetadata().getName()),
                Given.message(up.status().conditions(), ConditionType.Ready));
    }

    @Test
    void aLimitThatIsNoneIsTold() {
        assertEquals(
                "spec.providers[0].rateLimit: perSecond and burst must be 1 or more; leave rateLimit out for no limit",
                Given.message(planner
                        .plan(observed(limited(Samples.EMAIL, 0), report(IDLE), Optional.empty()), now)
                        .status()
                        .conditions(), ConditionType.Stalled));
    }

    /** A limit and scaling act while pods run. */
    @Test
    void neitherScalingNorALimitIsAnotherRevision() {
        String plain = plan("", report(IDLE)).status().revision();

        assertEquals(plain, plan("scaling: {minReplicas: 0}", report(IDLE)).status().revision());
        assertEquals(plain, planner
                .plan(observed(limited(Samples.EMAIL, 40), report(IDLE), Optional.empty()), now)
                .status()
                .revision());
    }

    @Test
    void boundsOfPipelineAndChannelThatExcludeEachOtherAreTold() {
        Plan<ChannelStatus> plan = plan("scaling: {minReplicas: 5, maxReplicas: 4}", report(IDLE));

        assertEquals("spec.scaling.maxReplicas: 4 is too few: write at least 1, and at least minReplicas, which is 5",
                Given.message(plan.status().conditions(), ConditionType.Stalled));
    }

    @Test
    void twoLimitsOfOneAccountAreTold() {
        Stored<ChannelSpec, ChannelStatus> older = Given.channel(limited(Samples.EMAIL, 40));
        Stored<ChannelSpec, ChannelStatus> younger = Given
                .channel(limited(Samples.EMAIL, 50).replace("name: email", "name: mail"));
        ObservedChannel observed = new ObservedChannel(younger, Optional.of(Given.pipeline(Samples.PIPELINE)),
                List.of(), List.of(older), List.of(), List.of(), report(IDLE), Optional.empty(), ScalingInputs.NONE);

        assertEquals(
                "spec.providers[0].rateLimit: Channel email is older and says perSecond 40 and burst 4 of the account ses; write the same here. Until then the lower counts for both",
                Given.message(planner.plan(observed, now).status().conditions(), ConditionType.Stalled));
    }

    private static String limited(String yaml, int perSecond) {
        return yaml.replace("- name: relay\n",
                "- name: relay\n    rateLimit: {account: ses, perSecond: %d}\n".formatted(perSecond));
    }

    private Plan<ChannelStatus> plan(String spec, Sighting report) {
        now = now.plusSeconds(5);
        ObservedChannel observed = observed(yaml(spec), report, Optional.empty());
        Plan<ChannelStatus> plan = planner.plan(observed, now);
        status = Optional.of(plan.status());
        memory = planner.decide(observed, now)
                .scaling()
                .map(made -> made.decision().memory())
                .orElse(ScalingMemory.NONE);
        return plan;
    }

    private static String yaml(String spec) {
        return spec.isEmpty() ? Samples.EMAIL : Samples.EMAIL.replace("spec:\n", "spec:\n  %s\n".formatted(spec));
    }

    private ObservedChannel observed(String yaml, Sighting report, Optional<QuotaPart> quota) {
        Stored<ChannelSpec, ChannelStatus> read = Given.channel(yaml);
        Stored<ChannelSpec, ChannelStatus> channel = new Stored<>(read.subject(), 1, read.created(), "1", Map.of(),
                read.spec(), status);
        return new ObservedChannel(channel, Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(), List.of(),
                List.of(), deployments, report, Optional.empty(),
                new ScalingInputs(List.of(), quota, report.fresh().map(_ -> now), memory));
    }

    private static int replicas(Plan<ChannelStatus> plan) {
        return Given.made(plan.writes(), Deployment.class).getFirst().getSpec().getReplicas();
    }

    private static List<String> events(Plan<ChannelStatus> plan) {
        return Given.made(plan.writes(), Event.class)
                .stream()
                .map(event -> event.getReason() + " " + event.getMessage())
                .toList();
    }

    private static List<JsonNode> patches(Plan<ChannelStatus> plan) {
        return plan.writes()
                .stream()
                .filter(Write.Patch.class::isInstance)
                .map(write -> ((Write.Patch) write).merge())
                .toList();
    }

    private static Sighting report(String figures) {
        assertTrue(Samples.WELL.contains("\"email\": {"));
        return Given.report("\"at\": \"2026-11-23T08:29:59Z\", "
                + Samples.WELL.replace("\"email\": {", "\"email\": {\"scaling\": %s, ".formatted(figures)));
    }

    private static String figures(double arrivals, double completions, long backlog, int working) {
        return """
                {"arrivalsPerSecond": %s, "completionsPerSecond": %s, "backlog": %d, "oldest": %s, "working": %d, "rebalanced": "2026-11-23T08:00:00Z", "nextDue": null, "hottest": null}"""
                .formatted(arrivals, completions, backlog, backlog == 0 ? "null" : "\"2026-11-23T08:29:29Z\"", working);
    }
}
