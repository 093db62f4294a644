package dev.herald.e2e.local;

import java.net.HttpURLConnection;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/** The writes of the local controllers. They are level-triggered: what is there already, or gone already, is as good as done. */
final class Writes {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    Writes(KubernetesClient client) {
        this.client = client;
    }

    void create(HasMetadata object) {
        unless(HttpURLConnection.HTTP_CONFLICT, () -> client.resource(object).create());
    }

    /**
     * As a merge patch of the subresource: whoever else writes status keeps what is theirs. Nothing is written when all of it is there.
     *
     * @param before the status known so far, or null
     */
    void status(HasMetadata object, Object before, Object status) {
        JsonNode known = Serialization.jsonMapper().valueToTree(before);
        if (covers(known, Serialization.jsonMapper().valueToTree(status))) {
            return;
        }
        // By the uid: a late report on a pod must not land on its successor of the same name.
        var patch = Map.of("metadata", Map.of("uid", object.getMetadata().getUid()), "status", status);
        unless(HttpURLConnection.HTTP_CONFLICT, () -> unless(HttpURLConnection.HTTP_NOT_FOUND,
                () -> client.resource(object).subresource("status").patch(MERGE, Serialization.asJson(patch))));
    }

    /** Asks for the end; a pod gets its grace period. */
    void delete(HasMetadata object) {
        unless(HttpURLConnection.HTTP_NOT_FOUND, () -> client.resource(object).delete());
    }

    /** Takes it out at once, as a kubelet does when the processes of a pod have ended. */
    void remove(HasMetadata object) {
        unless(HttpURLConnection.HTTP_NOT_FOUND, () -> client.resource(object).withGracePeriod(0).delete());
    }

    static OwnerReference ownedBy(HasMetadata owner) {
        return new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    static boolean isOwnedBy(HasMetadata object, HasMetadata owner) {
        return object.getMetadata()
                .getOwnerReferences()
                .stream()
                .anyMatch(owned -> owned.getUid().equals(owner.getMetadata().getUid()));
    }

    /** A server leaves zeros and empty lists out. */
    private static boolean covers(JsonNode known, JsonNode wanted) {
        if (wanted instanceof ObjectNode members && known instanceof ObjectNode) {
            return members.properties()
                    .stream()
                    .allMatch(member -> covers(known.path(member.getKey()), member.getValue()));
        }
        if (wanted instanceof ArrayNode items && known instanceof ArrayNode present) {
            return items.size() == present.size()
                    && IntStream.range(0, items.size()).allMatch(i -> covers(present.get(i), items.get(i)));
        }
        boolean nothing = wanted.isNull() || wanted.isInt() && wanted.intValue() == 0
                || wanted.isBoolean() && !wanted.booleanValue()
                || wanted.isContainerNode() && wanted.isEmpty();
        return wanted.equals(known) || wanted.isNumber() && wanted.asLong() == known.asLong(-1)
                || nothing && (known.isMissingNode() || known.isNull());
    }

    private static void unless(int harmless, Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != harmless) {
                throw e;
            }
        }
    }
}
