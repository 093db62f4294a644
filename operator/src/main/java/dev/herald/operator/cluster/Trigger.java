package dev.herald.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
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

    /**
     * Reconcile this one soon, if the SDK knows it. It is not told as a change of the resource: of two such changes on top of a delete the SDK forgets that there was
     * a delete, and never reconciles that name again (5.2.3, ResourceState.markEventReceived).
     */
    public void fire(P resource) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(ResourceID.fromResource(resource)));
        }
    }

    /** Reconcile this one soon, also if the SDK has dropped what it knew of the name with the resource that bore it before. */
    void introduce(P resource) {
        if (isRunning()) {
            getEventHandler().handleEvent(
                    new ResourceEvent(ResourceAction.UPDATED, ResourceID.fromResource(resource), resource));
        }
    }

    @Override
    public Set<Void> getSecondaryResources(P primary) {
        return Set.of();
    }
}
