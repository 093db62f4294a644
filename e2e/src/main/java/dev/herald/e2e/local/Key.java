package dev.herald.e2e.local;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Names an object among those of its kind. */
record Key(String namespace, String name) {
    static Key of(HasMetadata object) {
        return new Key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}
