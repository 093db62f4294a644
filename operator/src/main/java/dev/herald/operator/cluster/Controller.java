package dev.herald.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the Java Operator SDK runs: it brings queues, retries, and one run at a time for each resource. */
public abstract class Controller<P extends CustomResource<JsonNode, JsonNode>> implements Reconciler<P> {
    /** More than once, for a busy machine may take long between the cleanup and its end. */
    private static final List<Duration> AFTER_CLEANUP = List.of(Duration.ofMillis(500), Duration.ofSeconds(5),
            Duration.ofMinutes(1));

    private final Trigger<P> trigger;
    private final OperatorMetrics metrics;

    /** Runs for changes of the resource, and when the trigger fires. */
    protected Controller(Trigger<P> trigger, OperatorMetrics metrics) {
        this.trigger = trigger;
        this.metrics = metrics;
    }

    /**
     * Brings the cluster nearer to what the resource asks for.
     *
     * @return when to run again, if not for another reason before
     */
    public abstract Optional<Duration> reconcile(P resource);

    /** The resource is gone; the cluster deletes what it owned. */
    public abstract void forget(P resource);

    @Override
    public final List<EventSource<?, P>> prepareEventSources(EventSourceContext<P> context) {
        return List.of(trigger);
    }

    @Override
    public final UpdateControl<P> reconcile(P resource, Context<P> context) {
        if (context.isPrimaryResourceDeleted()) {
            gone(resource, context);
            return UpdateControl.noUpdate();
        }
        if (resource.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate();
        }
        long began = System.nanoTime();
        String outcome = "failed";
        try {
            Optional<Duration> again = reconcile(resource);
            outcome = "ok";
            return again.map(delay -> UpdateControl.<P>noUpdate().rescheduleAfter(delay))
                    .orElseGet(UpdateControl::noUpdate);
        } finally {
            metrics.reconciled(resource.getKind(), outcome, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /**
     * What the SDK says is deleted may be there again under the same name by now, or before this run has ended; the SDK then drops what it was told of the new one,
     * which must be told again.
     */
    private void gone(P resource, Context<P> context) {
        ResourceID name = ResourceID.fromResource(resource);
        if (context.getPrimaryCache().get(name).isEmpty()) {
            forget(resource);
        }
        AFTER_CLEANUP.forEach(delay -> CompletableFuture
                .delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> context.getPrimaryCache().get(name).ifPresent(trigger::introduce)));
    }
}
