package dev.herald.operator.mock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.channel.ChannelPlanner;
import dev.herald.operator.channel.ChannelReconciler;
import dev.herald.operator.cluster.Controller;
import dev.herald.operator.cluster.Surroundings;
import dev.herald.operator.cluster.Trigger;
import dev.herald.operator.pipeline.PipelinePlanner;
import dev.herald.operator.pipeline.PipelineReconciler;
import dev.herald.operator.replay.ReplayPlanner;
import dev.herald.operator.replay.ReplayReconciler;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** The three reconcilers of one operator, in the place of the SDK that runs them: each resource in the snapshot has its turn, one after the other. */
final class Reconcilers {
    private final Snapshot snapshot;
    private final PipelineReconciler pipelines;
    private final ChannelReconciler channels;
    private final ReplayReconciler replays;

    Reconcilers(Snapshot snapshot, Surroundings around) {
        this.snapshot = snapshot;
        this.pipelines = new PipelineReconciler(around, new PipelinePlanner("worker:1"), new Trigger<>());
        this.channels = new ChannelReconciler(around, new ChannelPlanner("worker:1"), new Trigger<>());
        this.replays = new ReplayReconciler(around, new ReplayPlanner("worker:1"), new Trigger<>());
    }

    void runAll() {
        snapshot.all(RawPipeline.class).forEach(resource -> run(pipelines, resource));
        snapshot.all(RawChannel.class).forEach(resource -> run(channels, resource));
        snapshot.all(RawReplayJob.class).forEach(resource -> run(replays, resource));
    }

    /** A conflict with another's write is tried again in the next round, as the SDK does. */
    private static <P extends CustomResource<JsonNode, JsonNode>> void run(Controller<P> controller, P resource) {
        try {
            controller.reconcile(resource);
        } catch (KubernetesClientException conflict) {
            if (conflict.getCode() != 409) {
                throw conflict;
            }
        }
    }
}
