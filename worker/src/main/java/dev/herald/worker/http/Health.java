package dev.herald.worker.http;

import java.util.Optional;

/** What a role says of itself to its kubelet. */
public interface Health {
    /** Why nothing should be asked of it now; empty when it is ready. */
    Optional<String> notReady();

    /** Why only a restart helps; empty while it lives. */
    default Optional<String> dead() {
        return Optional.empty();
    }
}
