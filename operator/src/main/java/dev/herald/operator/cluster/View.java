package dev.herald.operator.cluster;

import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import dev.herald.operator.resource.Stored;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What is in the cluster, for those who gather. It may lag behind: whoever decides by it must be right again on the next run. What it returns must not be changed. */
public interface View {
    /** A pipeline. */
    Optional<RawPipeline> pipeline(String namespace, String name);

    /** All pipelines of all namespaces that use a topic of that name. */
    List<RawPipeline> pipelinesOn(String topic);

    /** A channel. */
    Optional<RawChannel> channel(String namespace, String name);

    /** A replay. */
    Optional<RawReplayJob> replayJob(String namespace, String name);

    /** The channels that name the pipeline. */
    List<RawChannel> channels(String namespace, String pipeline);

    /** The replays that name the pipeline. */
    List<RawReplayJob> replayJobs(String namespace, String pipeline);

    /** What the operator made for the pipeline, by its label: Deployments, Jobs, Services, ConfigMaps, Pods. */
    <T extends HasMetadata> List<T> made(Class<T> kind, String namespace, String pipeline);

    /** Other pipelines with a topic of the same name, in all namespaces. */
    default List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> rivals(
            Stored<NotificationPipelineSpec, NotificationPipelineStatus> pipeline) {
        return pipeline.spec()
                .readable()
                .map(spec -> pipelinesOn(spec.eventLog().kafka().topic()))
                .orElse(List.of())
                .stream()
                .map(Stored::of)
                .filter(other -> !other.subject().equals(pipeline.subject()))
                .toList();
    }
}
