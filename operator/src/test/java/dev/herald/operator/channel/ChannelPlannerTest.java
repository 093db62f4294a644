package dev.herald.operator.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.worker.Release;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final Sighting WELL = Given.report(Samples.WELL);

    private final ChannelPlanner planner = new ChannelPlanner("worker:1");

    @Test
    void startsASender() {
        Plan<ChannelStatus> plan = planner.plan(observed(Samples.EMAIL), NOW);

        Deployment sender = Given.made(plan.writes(), Deployment.class).getFirst();
        ConfigMap config = Given.made(plan.writes(), ConfigMap.class).getFirst();
        assertEquals("email-sender-" + plan.status().revision(), sender.getMetadata().getName());
        assertEquals(sender.getMetadata().getName(), config.getMetadata().getName());
        assertEquals(plan.status().revision(),
                Json.parse(config.getData().get("worker.json")).path("revision").asText());
        assertEquals("False/SendersUnavailable", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals("True/RollingOut", Given.said(plan.status().conditions(), ConditionType.Reconciling));
    }

    @Test
    void carriesOutWhatTheRolloutSays() {
        Running before = running(Samples.EMAIL);
        String changed = Samples.EMAIL.replace("smtp.shop", "smtp2.shop");
        String next = running(changed).revision();

        Plan<ChannelStatus> first = planner.plan(observed(changed, List.of(before.config()),
                List.of(before.deployment()), rollout(before.revision(), next, 6)), NOW);

        Deployment sender = Given.made(first.writes(), Deployment.class).getFirst();
        assertEquals("email-sender-" + next, sender.getMetadata().getName());
        assertEquals(List.of(), Given.deleted(first.writes()));
        assertEquals(before.revision(), first.status().revision());
        assertEquals(next, first.status().targetRevision());
        assertEquals(50L, first.status().targetPercent());
        assertEquals("False/RollingOut", Given.said(first.status().conditions(), ConditionType.Ready));

        List<ConfigMap> configs = List.of(before.config(), Given.made(first.writes(), ConfigMap.class).getFirst());
        Plan<ChannelStatus> over = planner.plan(observed(changed, configs,
                List.of(before.deployment(), Given.available(sender, 1)), rollout(next, null, 0)), NOW);
        assertEquals(List.of("Deployment " + before.deployment().getMetadata().getName()),
                Given.deleted(over.writes()));

        Plan<ChannelStatus> done = planner.plan(
                observed(changed, configs, List.of(Given.available(sender, 1)), rollout(next, null, 0)), NOW);
        assertEquals(List.of("ConfigMap " + before.config().getMetadata().getName()), Given.deleted(done.writes()));
    }

    @Test
    void whoLeavesStaysUntilWhatServesHasAReadyPod() {
        Running before = running(Samples.EMAIL);
        Running taken = running(Samples.EMAIL.replace("smtp.shop", "smtp2.shop"));
        List<ConfigMap> configs = List.of(before.config(), taken.config());
        Rollout back = rollout(before.revision(), null, 0);
        Deployment starting = Given.available(before.deployment(), 0);

        assertEquals(List.of(), Given.deleted(planner
                .plan(observed(Samples.EMAIL, configs, List.of(starting, taken.deployment()), back), NOW)
                .writes()));
        assertEquals(List.of("Deployment " + taken.deployment().getMetadata().getName()), Given.deleted(planner
                .plan(observed(Samples.EMAIL, configs, List.of(before.deployment(), taken.deployment()), back), NOW)
                .writes()));
    }

    @Test
    void saysWhereToLookWhileNoPodOfTheNextRevisionIsReady() {
        Running before = running(Samples.EMAIL);
        Running next = running(Samples.EMAIL.replace("smtp.shop", "smtp2.shop"));

        Plan<ChannelStatus> plan = planner.plan(
                observed(Samples.EMAIL.replace("smtp.shop", "smtp2.shop"), List.of(before.config(), next.config()),
                        List.of(before.deployment(), Given.available(next.deployment(), 0)),
                        rollout(before.revision(), next.revision(), 0)),
                NOW);

        assertEquals("Revision %s has some of the partitions; look at the pods of Deployment email-sender-%s."
                .formatted(next.revision(), next.revision()),
                Given.message(plan.status().conditions(), ConditionType.Ready));
    }

    @Test
    void goesBackToWhatWasRenderedForARevisionThatNoSpecAsksFor() {
        Running before = running(Samples.EMAIL);
        String changed = Samples.EMAIL.replace("smtp.shop", "smtp2.shop");

        Plan<ChannelStatus> back = planner.plan(
                observed(changed, List.of(before.config()), List.of(), rollout(before.revision(), null, 0)), NOW);

        assertEquals(before.deployment().getSpec().getTemplate(),
                Given.made(back.writes(), Deployment.class).getFirst().getSpec().getTemplate());
    }

    @Test
    void splitsItsReplicasAsTheRampSplitsThePartitions() {
        Running before = running(Samples.EMAIL);
        String changed = Samples.EMAIL.replace("smtp.shop", "smtp2.shop").replace("spec:\n", "spec:\n  replicas: 6\n");
        String next = running(changed).revision();

        List<Write> writes = planner.plan(observed(changed, List.of(before.config()), List.of(before.deployment()),
                rollout(before.revision(), next, 4)), NOW).writes();

        assertEquals(List.of(4, 2), Given.made(writes, Deployment.class)
                .stream()
                .map(deployment -> deployment.getSpec().getReplicas())
                .toList());
    }

    @Test
    void takesNothingAwayBeforeAnythingIsDecided() {
        Running before = running(Samples.EMAIL);

        Plan<ChannelStatus> plan = planner.plan(observed(Samples.EMAIL.replace("smtp.shop", "smtp2.shop"),
                List.of(before.config()), List.of(before.deployment())), NOW);

        assertEquals(List.of(), Given.deleted(plan.writes()));
    }

    /** What is new in a version must stay out of the hash where a spec does not ask for it, or an upgrade of the operator replaces every sender. */
    @Test
    void aSpecIsTheSameRevisionInEveryVersionOfTheOperator() {
        assertEquals("f729dfe2", planner.plan(observed(Samples.EMAIL), NOW).status().revision());
    }

    @Test
    void leavesThePodsOfARevisionAsAnotherVersionOfTheOperatorMadeThem() {
        Running before = running(Samples.EMAIL);
        PodTemplateSpec older = new PodTemplateSpecBuilder(before.deployment().getSpec().getTemplate()).editSpec()
                .withTerminationGracePeriodSeconds(30L)
                .endSpec()
                .build();
        ConfigMap config = new ConfigMapBuilder(before.config())
                .addToData("pod.json", Json.text(older))
                .build();
        Deployment deployment = new DeploymentBuilder(before.deployment()).editSpec()
                .withTemplate(older)
                .endSpec()
                .build();

        Deployment repaired = Given
                .made(planner.plan(observed(Samples.EMAIL, List.of(config), List.of(deployment)), NOW).writes(),
                        Deployment.class)
                .getFirst();
        assertEquals(older, repaired.getSpec().getTemplate());
        assertEquals(List.of(),
                planner.plan(observed(Samples.EMAIL, List.of(config), List.of(Given.available(repaired, 1))), NOW)
                        .writes());
    }

    @ParameterizedTest
    @CsvSource({"replicas: 3, onUnknown: Resend", "suspend: true, onUnknown: Resend", "onUnknown: Park, replicas: 1"})
    void whatIsNoRevisionStartsNoNewOne(String change, String other) {
        Running before = running(Samples.EMAIL);
        String changed = Samples.EMAIL.replace("spec:\n", "spec:\n  %s\n  %s\n".formatted(change, other));

        Plan<ChannelStatus> plan = planner
                .plan(observed(changed, List.of(before.config()), List.of(before.deployment())), NOW);

        assertTrue(plan.writes()
                .stream()
                .allMatch(write -> write.object()
                        .getMetadata()
                        .getName()
                        .equals(before.deployment().getMetadata().getName())));
    }

    @Test
    void scalesTheSenderItHas() {
        Running before = running(Samples.EMAIL);

        Plan<ChannelStatus> plan = planner
                .plan(observed(Samples.EMAIL.replace("spec:\n", "spec:\n  replicas: 3\n"), List.of(before.config()),
                        List.of(before.deployment())), NOW);

        assertEquals(3, Given.made(plan.writes(), Deployment.class).getFirst().getSpec().getReplicas());
        assertEquals("1 of 3 pods of Deployment email-sender-%s are ready.".formatted(before.revision()),
                Given.message(plan.status().conditions(), ConditionType.Ready));
    }

    @Test
    void restoresWhatSomebodyChanged() {
        Running before = running(Samples.EMAIL);
        Deployment changed = new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder(before.deployment()).editSpec()
                .withReplicas(7)
                .endSpec()
                .build();

        Plan<ChannelStatus> plan = planner.plan(observed(Samples.EMAIL, List.of(before.config()), List.of(changed)),
                NOW);

        assertEquals(1, Given.made(plan.writes(), Deployment.class).getFirst().getSpec().getReplicas());
    }

    @Test
    void endsSendingWhenThePipelineIsGone() {
        Running before = running(Samples.EMAIL);

        Plan<ChannelStatus> plan = planner
                .plan(new ObservedChannel(Given.channel(Samples.EMAIL), Optional.empty(), List.of(), List.of(),
                        List.of(before.config()), List.of(before.deployment()), new Sighting.Pending(""),
                        Optional.empty()), NOW);

        assertEquals(List.of("Deployment " + before.deployment().getMetadata().getName()),
                Given.deleted(plan.writes()));
        assertEquals("True/PipelineNotFound", Given.said(plan.status().conditions(), ConditionType.Stalled));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "type: Email | type: Webhook | Invalid | spec.providers[0].webhook: is required",
            "type: Email | type: Pigeon | Unrecognised | spec.type: this version of Herald does not know \"Pigeon\"; write one of Email, Webhook, or upgrade Herald",
            "port: 587 | port: {} | Unreadable | spec.providers[0].smtp.port: must be a whole number",
            "smtp: {host | timeout: soon~    smtp: {host | Invalid | spec.providers[0].timeout: \"soon\" is not a duration: write numbers with the units h, m, s or ms, such as 90s or 1h30m",
            "{position: Earliest} | {position: Time} | Invalid | spec.startFrom.time: is required",})
    void aWrongSpecIsToldAndWhatRanGoesOn(String right, String wrong, String reason, String message) {
        Running before = running(Samples.EMAIL);

        Plan<ChannelStatus> plan = planner.plan(
                observed(Samples.EMAIL.replace(right, wrong.replace("~", "\n")), List.of(before.config()),
                        List.of(before.deployment())),
                NOW);

        assertEquals(List.of(), plan.writes());
        assertEquals("True/" + reason, Given.said(plan.status().conditions(), ConditionType.Stalled));
        assertEquals("False/" + reason, Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals(message, Given.message(plan.status().conditions(), ConditionType.Stalled));
    }

    @Test
    void theYoungerOfTwoWithOneKeyStalls() {
        Stored<ChannelSpec, ChannelStatus> older = Given.channel(Samples.EMAIL);
        Stored<ChannelSpec, ChannelStatus> younger = Given
                .channel(Samples.HOOKS.replace("spec:\n", "spec:\n  key: email\n"));

        assertEquals("True/Duplicate",
                Given.said(planner.plan(with(younger, older), NOW).status().conditions(), ConditionType.Stalled));
        assertEquals("False/UpToDate",
                Given.said(planner.plan(with(older, younger), NOW).status().conditions(), ConditionType.Stalled));
    }

    @Test
    void waitsForAPipelineThatStalls() {
        ObservedChannel observed = new ObservedChannel(Given.channel(Samples.EMAIL),
                Optional.of(Given.pipeline(Samples.PIPELINE.replace("Create", "Conjure"))),
                List.of(), List.of(), List.of(), List.of(), WELL, Optional.empty());

        Plan<ChannelStatus> plan = planner.plan(observed, NOW);

        assertEquals(List.of(), plan.writes());
        assertEquals("False/SendersUnavailable", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals("False/UpToDate", Given.said(plan.status().conditions(), ConditionType.Stalled));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "\"totals\": {\"accepted\": 5}, \"credentials\": {\"state\": \"Present\"} | True/Accepted",
            "\"totals\": {\"accepted\": 0}, \"credentials\": {\"state\": \"Present\"} | Unknown/Present",
            "\"credentials\": {\"state\": \"Missing\", \"message\": \"no key password\"} | False/CredentialsMissing",
            "\"credentials\": {\"state\": \"Rejected\", \"message\": \"535\"} | False/CredentialsRejected",
            "\"credentials\": null | Unknown/NotReported",
            "\"credentials\": {\"state\": \"Enchanted\"} | Unknown/NotReported",})
    void saysWhatTheSendersSayOfTheirCredentials(String told, String expected) {
        ObservedChannel observed = observed(Samples.EMAIL, List.of(), List.of(),
                Given.report("\"channels\": {\"email\": {%s}}".formatted(told)));

        assertEquals(expected,
                Given.said(planner.plan(observed, NOW).status().conditions(), ConditionType.CredentialsAccepted));
    }

    @Test
    void showsTheFiguresOfTheReport() {
        ObservedChannel observed = observed(Samples.EMAIL, List.of(), List.of(), Given
                .report("""
                "channels": {"email": {"lag": 1234, "oldest": "2026-11-23T08:09:58.123Z", "measured": true,
                  "failing": [{"class": {}, "percent": 3, "failed": 38}, {"class": {"attachments": "true"}, "percent": 37, "failed": 38}]}}"""));

        ChannelStatus status = planner.plan(observed, NOW).status();

        assertEquals(1200, status.lag());
        assertEquals(Instant.parse("2026-11-23T08:09:58Z"), status.oldestMessageTime());
        assertEquals("attachments=true 37%", status.failing());
    }

    @Test
    void keepsTheTimesOfConditionsThatStay() {
        ChannelStatus before = planner.plan(observed(Samples.EMAIL), NOW).status();
        Stored<ChannelSpec, ChannelStatus> stored = new Stored<>(Given.channel(Samples.EMAIL).subject(), 1, NOW, "1",
                Map.of(),
                Given.channel(Samples.EMAIL).spec(), Optional.of(before));

        ChannelStatus after = planner.plan(
                new ObservedChannel(stored, Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(), List.of(),
                        List.of(), List.of(), WELL, Optional.empty()),
                NOW.plusSeconds(60)).status();

        assertEquals(before.conditions(), after.conditions());
    }

    private ObservedChannel with(Stored<ChannelSpec, ChannelStatus> channel,
            Stored<ChannelSpec, ChannelStatus> sibling) {
        return new ObservedChannel(channel, Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(), List.of(sibling),
                List.of(), List.of(), WELL, Optional.empty());
    }

    private static ObservedChannel observed(String yaml) {
        return observed(yaml, List.of(), List.of());
    }

    private static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments) {
        return observed(yaml, configs, deployments, WELL);
    }

    private static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments,
            Sighting report) {
        return new ObservedChannel(Given.channel(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), configs, deployments, report, Optional.empty());
    }

    private static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments,
            Rollout rollout) {
        return new ObservedChannel(Given.channel(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), configs, deployments, WELL, Optional.of(rollout));
    }

    /** What is decided: a revision serves, and maybe another one has some partitions. */
    private static Rollout rollout(String serving, String ramping, int partitions) {
        Release release = Release.of(Optional.empty(), "worker:1");
        KnownRelease known = new KnownRelease(release, RevisionState.Good, "", List.of(), NOW);
        Ramp ramp = ramping == null
                ? null
                : new Ramp(ramping, 1, partitions, NOW, false, null, false, "has some of the partitions");
        return new Rollout(1, 1, "json-v1", release.revision(), null, List.of(known),
                Map.of("email", new ChannelRollout(serving, ramp, List.of())));
    }

    /** The channel with its sender up. */
    private Running running(String yaml) {
        Plan<ChannelStatus> plan = planner.plan(observed(yaml), NOW);
        List<Write> writes = plan.writes();
        return new Running(plan.status().revision(), Given.made(writes, ConfigMap.class).getFirst(),
                Given.available(Given.made(writes, Deployment.class).getFirst(), 1));
    }

    private record Running(String revision, ConfigMap config, Deployment deployment) {}
}
