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

    /** A pipeline and all that name it, as far as they are there. */
    public void family(View view, String namespace, String pipeline) {
        view.pipeline(namespace, pipeline).ifPresent(pipelines::fire);
        view.channels(namespace, pipeline).forEach(channels::fire);
        view.replayJobs(namespace, pipeline).forEach(replayJobs::fire);
    }
}
