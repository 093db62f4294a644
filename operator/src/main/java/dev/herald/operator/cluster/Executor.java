package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Subject;
import dev.herald.operator.plan.Write;
import io.fabric8.kubernetes.api.Pluralize;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that writes to the cluster. */
public final class Executor {
    /** Owner of the fields that the operator applies. */
    public static final String FIELD_MANAGER = "herald";

    private static final Logger log = LoggerFactory.getLogger(Executor.class);
    private static final PatchContext MERGE = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE)
            .withFieldManager(FIELD_MANAGER)
            .build();
    private static final PatchContext REPLACE = new PatchContext.Builder().withPatchType(PatchType.JSON)
            .withFieldManager(FIELD_MANAGER)
            .build();
    private static final PatchContext APPLY = new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final WriteListener listener;

    /**
     * An executor.
     *
     * @param listener
     *            is told before each write
     */
    public Executor(KubernetesClient client, WriteListener listener) {
        this.client = client;
        this.listener = listener;
    }

    /**
     * Does the writes in their order.
     *
     * @throws RefusedWrite
     *             if the API server will never take one as it is
     * @throws KubernetesClientException
     *             if it may take it another time
     */
    public void execute(List<Write> writes) {
        for (Write write : writes) {
            HasMetadata object = write.object();
            listener.before(write.getClass().getSimpleName(), object.getKind());
            log.atInfo()
                    .addKeyValue("verb", write.getClass().getSimpleName())
                    .addKeyValue("kind", object.getKind())
                    .addKeyValue("namespace", object.getMetadata().getNamespace())
                    .addKeyValue("name", object.getMetadata().getName())
                    .log("write");
            try {
                execute(write);
            } catch (KubernetesClientException refusal) {
                RefusedWrite.rethrow(refusal, object);
            }
        }
    }

    /**
     * Writes a status. It must be of exactly the resource that was read.
     *
     * @param resourceVersion
     *            that the resource must still have, or null if any will do
     * @throws RefusedWrite
     *             if the API server will never take it as it is
     * @throws KubernetesClientException
     *             if it may take it another time, also because the resource has changed
     */
    public void status(Subject subject, String resourceVersion, JsonNode status) {
        listener.before("Status", subject.kind());
        GenericKubernetesResource fresh = new GenericKubernetesResource();
        fresh.setApiVersion(subject.apiVersion());
        fresh.setKind(subject.kind());
        fresh.setMetadata(new ObjectMetaBuilder().withNamespace(subject.namespace())
                .withName(subject.name())
                .withUid(subject.uid())
                .withResourceVersion(resourceVersion)
                .build());
        fresh.setAdditionalProperty("status", status);
        try {
            client.resource(fresh).subresource("status").patch(APPLY);
        } catch (KubernetesClientException refusal) {
            if (refusal.getCode() == 500) {
                replace(fresh, status);
            } else if (!isGone(refusal) || resourceVersion != null) {
                RefusedWrite.rethrow(refusal, fresh);
            }
        }
    }

    /** Server-side apply answers 500 when what is stored has another type than the schema says; what is only replaced is not looked at so closely. */
    private void replace(HasMetadata fresh, JsonNode status) {
        ArrayNode patch = Json.array();
        patch.addObject().put("op", "test").put("path", "/metadata/uid").put("value", fresh.getMetadata().getUid());
        patch.addObject().put("op", "add").put("path", "/status").set("value", status);
        try {
            client.resource(fresh).subresource("status").patch(REPLACE, Json.text(patch));
        } catch (KubernetesClientException refusal) {
            RefusedWrite.rethrow(refusal, fresh);
        }
    }

    private void execute(Write write) {
        switch (write) {
            case Write.Apply(HasMetadata object) -> client.resource(object).patch(APPLY);
            case Write.Create(HasMetadata object) -> create(object);
            case Write.Delete(HasMetadata object) -> delete(object);
            case Write.Patch(HasMetadata object, JsonNode merge) -> patch(object, merge);
        }
    }

    private void create(HasMetadata object) {
        try {
            client.resource(object).create();
        } catch (KubernetesClientException exists) {
            if (exists.getCode() != 409) {
                throw exists;
            }
        }
    }

    private void delete(HasMetadata object) {
        Map<String, Object> options = Map.of("apiVersion", "v1", "kind", "DeleteOptions", "propagationPolicy",
                "Background", "preconditions",
                Map.of("uid", object.getMetadata().getUid()));
        try {
            client.raw(path(object), "DELETE", options);
        } catch (KubernetesClientException gone) {
            if (!isGone(gone)) {
                throw gone;
            }
        }
    }

    private void patch(HasMetadata object, JsonNode merge) {
        ObjectNode patch = merge.deepCopy();
        patch.withObject("/metadata").put("uid", object.getMetadata().getUid());
        try {
            client.resource(object).patch(MERGE, Json.text(patch));
        } catch (KubernetesClientException gone) {
            if (!isGone(gone)) {
                throw gone;
            }
        }
    }

    /** A uid that does not match is a conflict, too. */
    private static boolean isGone(KubernetesClientException refusal) {
        return refusal.getCode() == 404 || refusal.getCode() == 409;
    }

    private static String path(HasMetadata object) {
        String group = object.getApiVersion().contains("/") ? "/apis/" : "/api/";
        return group + object.getApiVersion() + "/namespaces/" + object.getMetadata().getNamespace() + "/"
        // Not the object's own plural: of what has no class of its own that is not the kind's.
                + Pluralize.toPlural(object.getKind().toLowerCase(Locale.ROOT)) + "/"
                + object.getMetadata().getName();
    }

    /** Is told of writes. */
    @FunctionalInterface
    public interface WriteListener {
        /**
         * A write is about to be done; what this throws prevents it.
         *
         * @param verb
         *            Apply, Create, Delete, Patch or Status
         */
        void before(String verb, String kind);
    }
}
