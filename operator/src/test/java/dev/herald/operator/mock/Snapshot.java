package dev.herald.operator.mock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.cluster.View;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.resource.PipelineName;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was in the cluster when it was last looked at: like a cache, it does not see what has been written since. */
final class Snapshot implements View {
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(RawPipeline.class, RawChannel.class,
            RawReplayJob.class, Deployment.class,
            Job.class, Service.class, ConfigMap.class, Pod.class);

    private final Map<Class<?>, List<? extends HasMetadata>> objects = new HashMap<>();

    /** Looks again. */
    void look(KubernetesClient client) {
        KINDS.forEach(kind -> objects.put(kind, client.resources(kind).inAnyNamespace().list().getItems()));
    }

    /** All of a kind. */
    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.getOrDefault(kind, List.of()).stream().map(kind::cast).toList();
    }

    @Override
    public Optional<RawPipeline> pipeline(String namespace, String name) {
        return in(RawPipeline.class, namespace).stream()
                .filter(pipeline -> pipeline.getMetadata().getName().equals(name))
                .findFirst();
    }

    @Override
    public Optional<RawChannel> channel(String namespace, String name) {
        return in(RawChannel.class, namespace).stream()
                .filter(channel -> channel.getMetadata().getName().equals(name))
                .findFirst();
    }

    @Override
    public Optional<RawReplayJob> replayJob(String namespace, String name) {
        return in(RawReplayJob.class, namespace).stream()
                .filter(replay -> replay.getMetadata().getName().equals(name))
                .findFirst();
    }

    @Override
    public List<RawPipeline> pipelinesOn(String topic) {
        return all(RawPipeline.class).stream()
                .filter(pipeline -> pipeline.getSpec().at("/eventLog/kafka/topic").asText().equals(topic))
                .toList();
    }

    @Override
    public List<RawChannel> channels(String namespace, String pipeline) {
        return naming(RawChannel.class, namespace, pipeline);
    }

    @Override
    public List<RawReplayJob> replayJobs(String namespace, String pipeline) {
        return naming(RawReplayJob.class, namespace, pipeline);
    }

    @Override
    public <T extends HasMetadata> List<T> made(Class<T> kind, String namespace, String pipeline) {
        return in(kind, namespace).stream()
                .filter(object -> Labels.value(object, Labels.PIPELINE).filter(pipeline::equals).isPresent())
                .toList();
    }

    private <T extends HasMetadata> List<T> in(Class<T> kind, String namespace) {
        return all(kind).stream().filter(object -> object.getMetadata().getNamespace().equals(namespace)).toList();
    }

    private <R extends CustomResource<JsonNode, JsonNode>> List<R> naming(Class<R> kind, String namespace,
            String pipeline) {
        return in(kind, namespace).stream()
                .filter(resource -> PipelineName.of(resource).filter(pipeline::equals).isPresent())
                .toList();
    }
}
