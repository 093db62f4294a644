package dev.herald.operator.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Cycle;
import dev.herald.operator.cluster.NamedPipeline;
import dev.herald.operator.cluster.Statuses;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Trigger;
import dev.herald.operator.cluster.View;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keeps the sender of a channel. */
public final class ChannelReconciler extends Controller<RawChannel> {
    private static final Duration FIGURES = Duration.ofSeconds(30);

    private final View view;
    private final Sightings sightings;
    private final Cycle<ObservedChannel, ChannelStatus> cycle;

    /** A reconciler. */
    public ChannelReconciler(Surroundings around, ChannelPlanner planner, Trigger<RawChannel> trigger) {
        super(trigger, around.metrics());
        this.view = around.view();
        this.sightings = around.sightings();
        this.cycle = new Cycle<>(around.executor(),
                new Statuses<>(around.executor(), ChannelPlanner::withoutFigures, FIGURES), around.clock(),
                ObservedChannel::channel, planner::plan, planner::refused);
    }

    @Override
    public Optional<Duration> reconcile(RawChannel raw) {
        return cycle.run(raw, status -> observe(raw, status));
    }

    @Override
    public void forget(RawChannel raw) {
        // Nothing is held of it.
    }

    private ObservedChannel observe(RawChannel raw, JsonNode status) {
        Stored<ChannelSpec, ChannelStatus> channel = Stored.of(raw, status);
        NamedPipeline named = NamedPipeline.by(raw, view, sightings);
        List<Stored<ChannelSpec, ChannelStatus>> siblings = named.name()
                .map(name -> view.channels(channel.namespace(), name))
                .orElse(List.of())
                .stream()
                .filter(other -> !other.getMetadata().getUid().equals(channel.subject().uid()))
                .map(Stored::of)
                .toList();
        return new ObservedChannel(channel, named.pipeline(), named.rivals(), siblings,
                own(ConfigMap.class, channel, named), own(Deployment.class, channel, named), named.report(),
                named.rollout(view, channel.namespace()));
    }

    private <K extends HasMetadata> List<K> own(Class<K> kind, Stored<ChannelSpec, ChannelStatus> channel,
            NamedPipeline named) {
        return named.made(view, kind, channel.namespace(), Labels.CHANNEL, channel.name());
    }
}
