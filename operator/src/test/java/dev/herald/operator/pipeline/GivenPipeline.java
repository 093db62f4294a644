package dev.herald.operator.pipeline;

import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pipelines as their planner finds them in tests, and what is looked for in its plans. */
final class GivenPipeline {
    static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    static final Sighting WELL = Given.report(Samples.WELL);

    private static final PipelinePlanner PLANNER = new PipelinePlanner("worker:1");

    private GivenPipeline() {
    }

    /** All that it asks for is there and available. */
    static ObservedPipeline running(String yaml, Sighting report) {
        return running(yaml, report, yaml);
    }

    /** All that one spec asks for is there and available; now the spec is another. */
    static ObservedPipeline running(String yaml, Sighting report, String now) {
        ObservedPipeline bare = new ObservedPipeline(Given.pipeline(yaml), List.of(),
                List.of(Given.channel(Samples.EMAIL), Given.channel(Samples.HOOKS)), List.of(),
                List.of(), List.of(), List.of(), List.of(), List.of(), report);
        List<Write> writes = PLANNER.plan(bare, NOW).writes();
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

    /** The same after this status was written. */
    static ObservedPipeline after(ObservedPipeline observed, NotificationPipelineStatus status) {
        Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline = observed.pipeline();
        return new ObservedPipeline(
                new Stored<>(pipeline.subject(), pipeline.generation(), pipeline.created(), pipeline.resourceVersion(),
                        pipeline.annotations(), pipeline.spec(), Optional.of(status)),
                observed.rivals(), observed.channels(), observed.replayJobs(), observed.configMaps(),
                observed.deployments(), observed.services(), observed.pods(), List.of(), observed.report());
    }

    static List<String> names(Stream<? extends HasMetadata> objects) {
        return objects.map(object -> object.getMetadata().getName()).toList();
    }

    /** The reasons of the events that a plan makes. */
    static List<String> events(Plan<NotificationPipelineStatus> plan) {
        return Given.made(plan.writes(), Event.class).stream().map(Event::getReason).toList();
    }

    private static Stored<ChannelSpec, ChannelStatus> ready(String yaml) {
        return Given.channel(yaml
                + "status: {conditions: [{type: Ready, status: \"True\", reason: RolledOut, message: \"\", observedGeneration: 1, lastTransitionTime: \"2026-11-23T08:00:00Z\"}]}\n");
    }
}
