package dev.herald.operator.cluster;

import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;

/** The triggers of the three controllers. */
public record Triggers(Trigger<RawPipeline> pipelines, Trigger<RawChannel> channels, Trigger<RawReplayJob> replayJobs) {
    /** New ones. */
    public Triggers() {
        this(new Trigger<>(), new Trigger<>(), new Trigger<>());
    }

    /** A pipeline and all that name it. */
    public void family(View view, String namespace, String pipeline) {
        pipelines.fire(namespace, pipeline);
        view.channels(namespace, pipeline)
                .forEach(channel -> channels.fire(namespace, channel.getMetadata().getName()));
        view.replayJobs(namespace, pipeline)
                .forEach(replay -> replayJobs.fire(namespace, replay.getMetadata().getName()));
    }
}
