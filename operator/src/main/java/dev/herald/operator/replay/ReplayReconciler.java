package dev.herald.operator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Cycle;
import dev.herald.operator.cluster.NamedPipeline;
import dev.herald.operator.cluster.Statuses;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Trigger;
import dev.herald.operator.cluster.View;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.RawReplayJob;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts a replay when it may, and tells how far it is. */
public final class ReplayReconciler extends Controller<RawReplayJob> {
    private static final Duration FIGURES = Duration.ofSeconds(2);

    private final View view;
    private final Sightings sightings;
    private final Cycle<ObservedReplay, ReplayJobStatus> cycle;

    /** A reconciler. */
    public ReplayReconciler(Surroundings around, ReplayPlanner planner, Trigger<RawReplayJob> trigger) {
        super(trigger, around.metrics());
        this.view = around.view();
        this.sightings = around.sightings();
        this.cycle = new Cycle<>(around.executor(),
                new Statuses<>(around.executor(), ReplayPlanner::withoutFigures, FIGURES), around.clock(),
                ObservedReplay::replay, planner::plan, planner::refused);
    }

    @Override
    public Optional<Duration> reconcile(RawReplayJob raw) {
        return cycle.run(raw, status -> observe(raw, status));
    }

    @Override
    public void forget(RawReplayJob raw) {
        // Nothing is held of it.
    }

    private ObservedReplay observe(RawReplayJob raw, JsonNode status) {
        Stored<ReplayJobSpec, ReplayJobStatus> replay = Stored.of(raw, status);
        NamedPipeline named = NamedPipeline.by(raw, view, sightings);
        return new ObservedReplay(replay, named.pipeline(), named.rivals(), own(ConfigMap.class, replay, named),
                own(Job.class, replay, named), named.report(), named.rollout(view, replay.namespace()));
    }

    private <K extends HasMetadata> List<K> own(Class<K> kind, Stored<ReplayJobSpec, ReplayJobStatus> replay,
            NamedPipeline named) {
        return named.made(view, kind, replay.namespace(), Labels.REPLAY_JOB, Names.label(replay.name()));
    }
}
