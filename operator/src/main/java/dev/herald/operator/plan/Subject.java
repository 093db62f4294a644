package dev.herald.operator.plan;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Which resource is spoken of. */
public record Subject(String apiVersion, String kind, String namespace, String name, String uid) {
    /** The reference that lets the cluster delete what the resource owns, without an operator. */
    public OwnerReference owner() {
        return new OwnerReferenceBuilder().withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }
}
