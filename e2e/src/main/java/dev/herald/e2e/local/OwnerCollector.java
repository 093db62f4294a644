package dev.herald.e2e.local;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Deletes what has owners of which none is there any more. */
final class OwnerCollector {
    private final KubernetesClient client;
    private final Writes writes;
    private final Supplier<Stream<HasMetadata>> objects;

    /**
     * @param objects all that is watched
     */
    OwnerCollector(KubernetesClient client, Writes writes, Supplier<Stream<HasMetadata>> objects) {
        this.client = client;
        this.writes = writes;
        this.objects = objects;
    }

    /** The uids of what this one owned and what may have to go now. */
    Collection<String> dependents(HasMetadata gone) {
        return objects.get()
                .filter(object -> Writes.isOwnedBy(object, gone))
                .map(object -> object.getMetadata().getUid())
                .toList();
    }

    /** Deletes the object with this uid if it has lost all its owners. */
    void collect(String uid) {
        objects.get()
                .filter(object -> object.getMetadata().getUid().equals(uid)
                        && object.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .filter(object -> isOrphan(object))
                .ifPresent(writes::delete);
    }

    private boolean isOrphan(HasMetadata object) {
        var owners = object.getMetadata().getOwnerReferences();
        return !owners.isEmpty()
                && owners.stream().noneMatch(owner -> exists(object.getMetadata().getNamespace(), owner));
    }

    /** What the watch shows may be late: only the server knows that something is gone. */
    private boolean exists(String namespace, OwnerReference owner) {
        var found = client.genericKubernetesResources(owner.getApiVersion(), owner.getKind())
                .inNamespace(namespace)
                .withName(owner.getName())
                .get();
        return Stream.ofNullable(found)
                .map(there -> there.getMetadata().getUid())
                .anyMatch(uid -> Objects.equals(uid, owner.getUid()));
    }

    static boolean hasOwner(HasMetadata object) {
        return !Objects.requireNonNullElse(object.getMetadata().getOwnerReferences(), List.of()).isEmpty();
    }
}
