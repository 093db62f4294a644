package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.ChannelSpec;
import dev.herald.api.v1alpha1.NotificationPipelineSpec;
import dev.herald.api.v1alpha1.Provider;
import dev.herald.api.v1alpha1.SecretReference;
import dev.herald.api.v1alpha1.WorkerSettings;
import dev.herald.operator.plan.InvalidSpec;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
import dev.herald.operator.resource.Stored;
import java.util.Optional;

/**
 * What a revision is: image, settings and what the worker is given. What stands in the live file is never part of it.
 *
 * @param hash
 *            8 hexadecimal digits of all the rest
 * @param image
 *            that runs
 * @param settings
 *            of the pods, never null
 * @param credentials
 *            name of the Secret that is mounted
 * @param file
 *            content of {@code worker.json}, with the hash in it
 */
public record Revision(String hash, String image, WorkerSettings settings, Optional<String> credentials,
        ObjectNode file) {
    /**
     * The revision of a channel's sender.
     *
     * @param channel
     *            the resource
     * @param release
     *            that it is of, whatever image and environment the pipeline's spec names
     * @throws InvalidSpec
     *             about a field of the channel
     */
    public static Revision ofSender(Stored<ChannelSpec, ?> channel, NotificationPipelineSpec pipeline,
            ChannelSpec spec, Release release) {
        ObjectNode common = WorkerFile.common(channel.namespace(), spec.pipelineRef().name(), pipeline);
        ObjectNode file = WorkerFile.send(common, channel.name(), channel.created(), spec);
        Optional<String> credentials = Optional.ofNullable(WorkerFile.provider(spec).credentials())
                .map(Provider.Credentials::secretRef)
                .map(SecretReference::name);
        return of(release, pipeline, credentials, file);
    }

    /** The revision of a worker of a release. */
    public static Revision of(Release release, NotificationPipelineSpec pipeline, Optional<String> credentials,
            ObjectNode file) {
        return of(Optional.of(release.in(Optional.ofNullable(pipeline.worker()))), release.image(), credentials, file);
    }

    /** The revision of these ingredients. */
    private static Revision of(Optional<WorkerSettings> settings, String defaultImage, Optional<String> credentials,
            ObjectNode file) {
        WorkerSettings chosen = settings.orElse(new WorkerSettings(null, null, null, null));
        String image = Optional.ofNullable(chosen.image()).orElse(defaultImage);
        ObjectNode ingredients = Json.object().put("image", image);
        ingredients.set("env", Json.tree(chosen.env()));
        ingredients.set("resources", Json.tree(chosen.resources()));
        credentials.ifPresent(secret -> ingredients.put("credentials", secret));
        ingredients.set("file", file);
        String hash = Names.hash(Json.canonical(Json.tree(ingredients)));
        return new Revision(hash, image, chosen, credentials, file.deepCopy().put("revision", hash));
    }

    /** The same, given to a role that has no such section, and no credentials. */
    public Revision without(String section) {
        return new Revision(hash, image, settings, Optional.empty(), file.deepCopy().without(section));
    }
}
