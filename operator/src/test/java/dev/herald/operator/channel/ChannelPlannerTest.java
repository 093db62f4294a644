package dev.herald.operator.channel;

import static dev.herald.operator.channel.GivenChannel.NOW;
import static dev.herald.operator.channel.GivenChannel.WELL;
import static dev.herald.operator.channel.GivenChannel.observed;
import static dev.herald.operator.channel.GivenChannel.running;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.operator.channel.GivenChannel.Running;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a channel has in the cluster, and what is told of it. */
class ChannelPlannerTest {
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
        Deployment changed = new DeploymentBuilder(before.deployment()).editSpec()
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
                        Optional.empty(), ScalingInputs.NONE), NOW);

        assertEquals(List.of("Deployment " + before.deployment().getMetadata().getName()),
                Given.deleted(plan.writes()));
        assertEquals("True/PipelineNotFound", Given.said(plan.status().conditions(), ConditionType.Stalled));
    }

    @Test
    void waitsForAPipelineThatStalls() {
        ObservedChannel observed = new ObservedChannel(Given.channel(Samples.EMAIL),
                Optional.of(Given.pipeline(Samples.PIPELINE.replace("Create", "Conjure"))),
                List.of(), List.of(), List.of(), List.of(), WELL, Optional.empty(), ScalingInputs.NONE);

        Plan<ChannelStatus> plan = planner.plan(observed, NOW);

        assertEquals(List.of(), plan.writes());
        assertEquals("False/SendersUnavailable", Given.said(plan.status().conditions(), ConditionType.Ready));
        assertEquals("False/UpToDate", Given.said(plan.status().conditions(), ConditionType.Stalled));
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
                        List.of(), List.of(), WELL, Optional.empty(), ScalingInputs.NONE),
                NOW.plusSeconds(60)).status();

        assertEquals(before.conditions(), after.conditions());
    }

    private ObservedChannel with(Stored<ChannelSpec, ChannelStatus> channel,
            Stored<ChannelSpec, ChannelStatus> sibling) {
        return new ObservedChannel(channel, Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(), List.of(sibling),
                List.of(), List.of(), WELL, Optional.empty(), ScalingInputs.NONE);
    }
}
