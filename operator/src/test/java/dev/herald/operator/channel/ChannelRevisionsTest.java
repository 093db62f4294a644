package dev.herald.operator.channel;

import static dev.herald.operator.channel.GivenChannel.NOW;
import static dev.herald.operator.channel.GivenChannel.observed;
import static dev.herald.operator.channel.GivenChannel.rollout;
import static dev.herald.operator.channel.GivenChannel.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.operator.channel.GivenChannel.Running;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of a channel's revisions have pods, how many, and what is a revision of its own. */
class ChannelRevisionsTest {
    private final ChannelPlanner planner = new ChannelPlanner("worker:1");

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
    void whatIsScaledIsTheTotalOfBothRevisions() {
        Running before = running(Samples.EMAIL);
        String changed = Samples.EMAIL.replace("smtp.shop", "smtp2.shop")
                .replace("spec:\n", "spec:\n  scaling: {minReplicas: 6}\n");
        String next = running(changed).revision();

        Plan<ChannelStatus> plan = planner.plan(observed(changed, List.of(before.config()),
                List.of(before.deployment()), rollout(before.revision(), next, 4)), NOW);

        assertEquals(6, plan.status().scaling().desiredReplicas());
        assertEquals(List.of(4, 2), Given.made(plan.writes(), Deployment.class)
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
}
