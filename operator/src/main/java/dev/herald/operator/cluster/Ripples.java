package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.plan.Labels;
import dev.herald.operator.plan.Names;
import dev.herald.operator.resource.PipelineName;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Optional;

/** Who must be reconciled when something changes. Once too often costs nothing: a run without a reason writes nothing. */
public final class Ripples {
    private final Triggers triggers;

    /** Fires these triggers. */
    public Ripples(Triggers triggers) {
        this.triggers = triggers;
    }

    /** Something came, changed or went. */
    public void from(View view, HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        switch (object) {
            case RawPipeline pipeline -> {
                triggers.family(view, namespace, name);
                // One that quarrels with it over a topic may prevail now, or no longer.
                topic(pipeline.getSpec()).stream()
                        .flatMap(topic -> view.pipelinesOn(topic).stream())
                        .forEach(other -> triggers.family(view, other.getMetadata().getNamespace(),
                                other.getMetadata().getName()));
            }
            case RawChannel channel -> {
                view.channel(namespace, name).ifPresent(triggers.channels()::fire);
                PipelineName.of(channel).ifPresent(pipeline -> {
                    view.pipeline(namespace, pipeline).ifPresent(triggers.pipelines()::fire);
                    siblings(view, channel, pipeline);
                });
            }
            case RawReplayJob replay -> {
                view.replayJob(namespace, name).ifPresent(triggers.replayJobs()::fire);
                PipelineName.of(replay)
                        .ifPresent(
                                pipeline -> view.pipeline(namespace, pipeline).ifPresent(triggers.pipelines()::fire));
            }
            default -> made(view, object, namespace);
        }
    }

    private void made(View view, HasMetadata object, String namespace) {
        Optional<String> named = Labels.value(object, Labels.PIPELINE);
        named.ifPresent(pipeline -> view.pipeline(namespace, pipeline).ifPresent(triggers.pipelines()::fire));
        // Where rollouts are decides which senders a channel has.
        named.filter(pipeline -> object.getMetadata().getName().equals(Names.rollout(pipeline)))
                .ifPresent(pipeline -> triggers.family(view, namespace, pipeline));
        for (OwnerReference owner : object.getMetadata().getOwnerReferences()) {
            switch (owner.getKind()) {
                case "Channel" -> view.channel(namespace, owner.getName()).ifPresent(triggers.channels()::fire);
                case "ReplayJob" -> view.replayJob(namespace, owner.getName()).ifPresent(triggers.replayJobs()::fire);
                default -> {
                    // a pipeline, told above; or a ReplicaSet or Job, whose pods' doings show in its own status
                }
            }
        }
    }

    private void siblings(View view, RawChannel channel, String pipeline) {
        view.channels(channel.getMetadata().getNamespace(), pipeline)
                .stream()
                .filter(other -> key(other).equals(key(channel)))
                .forEach(triggers.channels()::fire);
    }

    private static String key(CustomResource<JsonNode, JsonNode> channel) {
        JsonNode key = channel.getSpec() == null ? null : channel.getSpec().get("key");
        return key != null && key.isTextual() ? key.textValue() : channel.getMetadata().getName();
    }

    private static Optional<String> topic(JsonNode spec) {
        JsonNode topic = spec == null ? null : spec.at("/eventLog/kafka/topic");
        return topic != null && topic.isTextual()
                ? Optional.of(topic.textValue())
                : Optional.empty();
    }
}
