package dev.herald.operator.worker;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.WorkerSettings;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What all workers of a pipeline run: a pipeline's revision. Each sender's revision follows from one and from its channel.
 *
 * @param revision
 *            8 hexadecimal digits of all the rest
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Release(String revision, String image, List<WorkerSettings.Variable> env) {
    public Release {
        env = Objects.requireNonNullElseGet(env, List::of);
    }

    /**
     * The release that a spec asks for.
     *
     * @param defaultImage
     *            of workers whose pipeline names none
     */
    public static Release of(Optional<WorkerSettings> settings, String defaultImage) {
        String image = settings.map(WorkerSettings::image).orElse(defaultImage);
        List<WorkerSettings.Variable> env = settings.map(WorkerSettings::env).orElse(List.of());
        ObjectNode content = Json.object().put("image", image);
        content.set("env", Json.tree(env));
        return new Release(Names.hash(Json.canonical(Json.tree(content))), image, env);
    }

    /** The settings with this image and environment in them. */
    public WorkerSettings in(Optional<WorkerSettings> settings) {
        return new WorkerSettings(image, settings.map(WorkerSettings::concurrency).orElse(null),
                settings.map(WorkerSettings::resources).orElse(null), env);
    }
}
