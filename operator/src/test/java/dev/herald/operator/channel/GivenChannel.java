package dev.herald.operator.channel;

import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.rollout.ChannelRollout;
import dev.herald.operator.rollout.KnownRelease;
import dev.herald.operator.rollout.Ramp;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.worker.Release;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Channels as their planner finds them in tests. */
final class GivenChannel {
    static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    static final Sighting WELL = Given.report(Samples.WELL);

    private static final ChannelPlanner PLANNER = new ChannelPlanner("worker:1");

    private GivenChannel() {
    }

    /** Nothing has been done for it. */
    static ObservedChannel observed(String yaml) {
        return observed(yaml, List.of(), List.of());
    }

    static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments) {
        return observed(yaml, configs, deployments, WELL);
    }

    static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments,
            Sighting report) {
        return new ObservedChannel(Given.channel(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), configs, deployments, report, Optional.empty(), ScalingInputs.NONE);
    }

    static ObservedChannel observed(String yaml, List<ConfigMap> configs, List<Deployment> deployments,
            Rollout rollout) {
        return new ObservedChannel(Given.channel(yaml), Optional.of(Given.pipeline(Samples.PIPELINE)), List.of(),
                List.of(), configs, deployments, WELL, Optional.of(rollout), ScalingInputs.NONE);
    }

    /** What is decided: a revision serves, and maybe another one has some partitions. */
    static Rollout rollout(String serving, String ramping, int partitions) {
        Release release = Release.of(Optional.empty(), "worker:1");
        KnownRelease known = new KnownRelease(release, RevisionState.Good, "", List.of(), NOW);
        Ramp ramp = ramping == null
                ? null
                : new Ramp(ramping, 1, partitions, NOW, false, null, false, "has some of the partitions");
        return new Rollout(1, 1, "json-v1", release.revision(), null, List.of(known),
                Map.of("email", new ChannelRollout(serving, ramp, List.of())));
    }

    /** The channel with its sender up. */
    static Running running(String yaml) {
        Plan<ChannelStatus> plan = PLANNER.plan(observed(yaml), NOW);
        List<Write> writes = plan.writes();
        return new Running(plan.status().revision(), Given.made(writes, ConfigMap.class).getFirst(),
                Given.available(Given.made(writes, Deployment.class).getFirst(), 1));
    }

    /** A revision and what it has in the cluster. */
    record Running(String revision, ConfigMap config, Deployment deployment) {}
}
