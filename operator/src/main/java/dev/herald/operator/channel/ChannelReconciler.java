package dev.herald.operator.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.ChannelStatus;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Cycle;
import dev.herald.operator.cluster.NamedPipeline;
import dev.herald.operator.cluster.Statuses;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Trigger;
import dev.herald.operator.cluster.View;
import dev.herald.operator.metrics.OperatorMetrics;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.scaling.AccountLimit;
import dev.herald.operator.scaling.QuotaPart;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keeps the sender of a channel. */
public final class ChannelReconciler extends Controller<RawChannel> {
    private static final Duration FIGURES = Duration.ofSeconds(30);

    private final View view;
    private final Sightings sightings;
    private final Cycle<ObservedChannel, ChannelStatus> cycle;
    private final ChannelPlanner planner;
    private final InstantSource clock;
    private final OperatorMetrics metrics;
    private final Scalings scalings = new Scalings();

    /** A reconciler. */
    public ChannelReconciler(Surroundings around, ChannelPlanner planner, Trigger<RawChannel> trigger) {
        super(trigger, around.metrics());
        this.view = around.view();
        this.sightings = around.sightings();
        this.cycle = new Cycle<>(around.executor(),
                new Statuses<>(around.executor(), ChannelPlanner::withoutFigures, FIGURES), around.clock(),
                ObservedChannel::channel, this::plan, planner::refused);
        this.planner = planner;
        this.clock = around.clock();
        this.metrics = around.metrics();
    }

    @Override
    public Optional<Duration> reconcile(RawChannel raw) {
        return cycle.run(raw, status -> observe(raw, status));
    }

    @Override
    public void forget(RawChannel raw) {
        scalings.forget(raw.getMetadata().getUid());
        metrics.scaling().forget(raw.getMetadata().getNamespace(), raw.getMetadata().getName());
    }

    private Plan<ChannelStatus> plan(ObservedChannel observed, Instant now) {
        ChannelPlanner.Planned planned = planner.decide(observed, now);
        Optional<ChannelScaling.Decided> decided = planned.scaling();
        Subject subject = observed.channel().subject();
        scalings.remember(subject.uid(), decided);
        decided.ifPresentOrElse(
                made -> metrics.scaling().decided(subject.namespace(), subject.name(), made.facts(), made.decision()),
                () -> metrics.scaling().forget(subject.namespace(), subject.name()));
        return planned.plan();
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
                named.rollout(view, channel.namespace()), scaling(channel, named));
    }

    private ScalingInputs scaling(Stored<ChannelSpec, ChannelStatus> channel, NamedPipeline named) {
        boolean asked = channel.spec().readable().map(ChannelSpec::scaling).isPresent()
                || named.pipeline()
                        .flatMap(pipeline -> pipeline.spec().readable())
                        .map(NotificationPipelineSpec::scaling)
                        .isPresent();
        if (!asked) {
            return ScalingInputs.NONE;
        }
        String uid = channel.subject().uid();
        return new ScalingInputs(
                named.name()
                        .map(name -> view.replayJobs(channel.namespace(), name))
                        .orElse(List.of())
                        .stream()
                        .map(Stored::of)
                        .toList(),
                channel.spec()
                        .readable()
                        .flatMap(AccountLimit::of)
                        .flatMap(_ -> named.liveChannel(view, channel.namespace(), channel.name()))
                        .flatMap(QuotaPart::of),
                named.report().fresh().map(report -> scalings.seenAt(uid, report, clock.instant())),
                scalings.memory(uid));
    }

    private <K extends HasMetadata> List<K> own(Class<K> kind, Stored<ChannelSpec, ChannelStatus> channel,
            NamedPipeline named) {
        return named.made(view, kind, channel.namespace(), Labels.CHANNEL, channel.name());
    }
}
