package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.report.Sightings;
import dev.herald.operator.resource.PipelineName;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.rollout.Rollout;
import dev.herald.operator.rollout.RolloutFile;
import dev.herald.operator.worker.LiveFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;

/**
 * What a channel or a replay sees of the pipeline that it names.
 *
 * @param name
 *            empty if the resource names none
 * @param pipeline
 *            empty if it is not there
 * @param rivals
 *            other pipelines with a topic of the same name
 * @param report
 *            the latest of its status worker
 */
public record NamedPipeline(Optional<String> name,
        Optional<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> pipeline,
        List<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> rivals, Sighting report) {

    /** As the caches have it. */
    public static NamedPipeline by(CustomResource<JsonNode, JsonNode> resource, View view, Sightings sightings) {
        String namespace = resource.getMetadata().getNamespace();
        Optional<String> name = PipelineName.of(resource);
        Optional<Stored<NotificationPipelineSpec, NotificationPipelineStatus>> pipeline = name
                .flatMap(named -> view.pipeline(namespace, named))
                .map(Stored::of);
        return new NamedPipeline(name, pipeline, pipeline.map(view::rivals).orElse(List.of()),
                pipeline.map(named -> sightings.of(namespace, named.name()))
                        .orElse(new Sighting.Pending("There is no pipeline.")));
    }

    /** Where its rollouts are. */
    public Optional<Rollout> rollout(View view, String namespace) {
        return pipeline.flatMap(named -> RolloutFile.read(named.subject(),
                view.made(ConfigMap.class, namespace, named.name())));
    }

    /** A channel's entry in what its workers re-read while they run, as it was written last. */
    public Optional<JsonNode> liveChannel(View view, String namespace, String channel) {
        return name.flatMap(named -> view.made(ConfigMap.class, namespace, named)
                .stream()
                .filter(map -> map.getMetadata().getName().equals(Names.live(named)))
                .findFirst())
                .map(ConfigMap::getData)
                .map(data -> data.get(LiveFile.NAME))
                .flatMap(file -> LiveFile.channel(file, channel));
    }

    /** What Herald made in this pipeline for the one that the label names. */
    public <K extends HasMetadata> List<K> made(View view, Class<K> kind, String namespace, String label,
            String value) {
        return name.map(named -> view.made(kind, namespace, named))
                .orElse(List.of())
                .stream()
                .filter(object -> Labels.value(object, label).filter(value::equals).isPresent())
                .toList();
    }
}
