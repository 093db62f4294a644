package dev.herald.operator.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.api.v1alpha1.WorkerSettings;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
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
    /** The revision of these ingredients. */
    public static Revision of(Optional<WorkerSettings> settings, String defaultImage, Optional<String> credentials,
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
}
