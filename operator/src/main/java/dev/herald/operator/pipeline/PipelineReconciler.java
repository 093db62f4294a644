package dev.herald.operator.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Cycle;
import dev.herald.operator.cluster.Statuses;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Trigger;
import dev.herald.operator.cluster.View;
import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps ingest, status worker and live file of a pipeline, and carries out what its incidents ask for. */
public final class PipelineReconciler extends Controller<RawPipeline> {
    private static final Duration FIGURES = Duration.ofSeconds(30);

    private final View view;
    private final Sightings sightings;
    private final OperatorMetrics metrics;
    private final InstantSource clock;
    private final Cycle<ObservedPipeline, NotificationPipelineStatus> cycle;

    /** A reconciler. */
    public PipelineReconciler(Surroundings around, PipelinePlanner planner, Trigger<RawPipeline> trigger) {
        super(trigger, around.metrics());
        this.view = around.view();
        this.sightings = around.sightings();
        this.metrics = around.metrics();
        this.clock = around.clock();
        this.cycle = new Cycle<>(around.executor(),
                new Statuses<>(around.executor(), PipelineStatuses::withoutFigures, FIGURES), around.clock(),
                ObservedPipeline::pipeline, planner::plan, planner::refused);
    }

    @Override
    public Optional<Duration> reconcile(RawPipeline raw) {
        Optional<Duration> again = cycle.run(raw, status -> observe(raw, status));
        return Stream.concat(again.stream(), Alarms.dueIn(Stored.of(raw), clock.instant()).stream())
                .min(Comparator.naturalOrder());
    }

    @Override
    public void forget(RawPipeline raw) {
        sightings.forget(raw.getMetadata().getNamespace(), raw.getMetadata().getName());
        metrics.forget(raw.getMetadata().getNamespace(), raw.getMetadata().getName());
    }

    private ObservedPipeline observe(RawPipeline raw, JsonNode status) {
        Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline = Stored.of(raw, status);
        String namespace = pipeline.namespace();
        String name = pipeline.name();
        Sighting report = sightings.of(namespace, name);
        metrics.report(namespace, name, report.fresh().isPresent());
        return new ObservedPipeline(pipeline, view.rivals(pipeline),
                view.channels(namespace, name).stream().map(Stored::of).sorted(Stored.BY_AGE).toList(),
                view.replayJobs(namespace, name).stream().map(Stored::of).sorted(Stored.BY_AGE).toList(),
                view.made(ConfigMap.class, namespace, name),
                view.made(Deployment.class, namespace, name), view.made(Service.class, namespace, name),
                view.made(Pod.class, namespace, name), view.made(Job.class, namespace, name), report);
    }
}
