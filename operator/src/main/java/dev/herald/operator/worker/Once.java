package dev.herald.operator.worker;

import dev.herald.operator.plan.Write;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** For what is written once and never rendered again. */
public final class Once {
    private Once() {
    }

    /** The write of an object that is not there. One that belongs to a deleted namesake of the owner makes room first. */
    public static Optional<Write> write(HasMetadata desired, Optional<? extends HasMetadata> observed) {
        if (observed.isEmpty()) {
            return Optional.of(new Write.Create(desired));
        }
        String owner = desired.getMetadata().getOwnerReferences().getFirst().getUid();
        boolean own = observed.get()
                .getMetadata()
                .getOwnerReferences()
                .stream()
                .anyMatch(reference -> owner.equals(reference.getUid()));
        return own ? Optional.empty() : Optional.of(new Write.Delete(observed.get()));
    }
}
