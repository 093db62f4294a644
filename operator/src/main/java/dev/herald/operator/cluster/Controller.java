package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lets the Java Operator SDK run one of our reconcilers: it brings queues, retries and one run at a time for each resource. */
public final class Controller<P extends CustomResource<JsonNode, JsonNode>> implements Reconciler<P> {
    private final Reconciliation<P> reconciliation;
    private final Trigger<P> trigger;
    private final OperatorMetrics metrics;

    /** Runs the reconciliation for changes of the resource, and when the trigger fires. */
    public Controller(Reconciliation<P> reconciliation, Trigger<P> trigger, OperatorMetrics metrics) {
        this.reconciliation = reconciliation;
        this.trigger = trigger;
        this.metrics = metrics;
    }

    @Override
    public List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return List.of(trigger);
    }

    @Override
    public UpdateControl<P> reconcile(P resource, Context<P> context) {
        if (context.isPrimaryResourceDeleted() || resource.getMetadata().getDeletionTimestamp() != null) {
            reconciliation.forget(resource);
            return UpdateControl.noUpdate();
        }
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            Optional<Duration> again = reconciliation.reconcile(resource);
            outcome = "ok";
            return again.map(delay -> UpdateControl.<P>noUpdate().rescheduleAfter(delay))
                    .orElseGet(UpdateControl::noUpdate);
        } finally {
            metrics.reconciled(resource.getKind(), outcome, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** What is done for a resource. */
    public interface Reconciliation<P> {
        /**
         * Brings the cluster nearer to what the resource asks for.
         *
         * @return when to run again, if not for another reason before
         */
        Optional<Duration> reconcile(P resource);

        /** The resource is gone; the cluster deletes what it owned. */
        void forget(P resource);
    }
}
