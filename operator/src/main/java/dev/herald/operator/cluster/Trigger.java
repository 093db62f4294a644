package dev.herald.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/**
 * Lets a resource be reconciled because of something else that changed. The caches behind it are shared by the three controllers; an informer of each controller's own
 * for the same objects would hold and watch everything three times.
 */
public final class Trigger<P extends HasMetadata> extends AbstractEventSource<Void, P> {
    /** A trigger that does nothing until its controller runs. */
    public Trigger() {
        super(Void.class, "trigger");
    }

    /** Reconcile this one soon. */
    public void fire(String namespace, String name) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(new ResourceID(name, namespace)));
        }
    }

    @Override
    public Set<Void> getSecondaryResources(P primary) {
        return Set.of();
    }
}
