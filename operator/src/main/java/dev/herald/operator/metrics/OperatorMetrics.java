package dev.herald.operator.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.cluster.Executor.WriteListener;
import io.fabric8.kubernetes.client.CustomResource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the operator counts of itself, for Prometheus. No label holds the name of a resource but those of reports, of which there is one for each pipeline, and those of {@link ResourceMetrics} and {@link ScalingMetrics}. */
public final class OperatorMetrics implements WriteListener, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Map<Tags, AtomicInteger> reports = new ConcurrentHashMap<>();
    private final ScalingMetrics scaling = new ScalingMetrics(registry);
    private volatile Optional<ResourceMetrics> resources = Optional.empty();

    /** All counts at zero. */
    public OperatorMetrics() {
        List.of(new JvmMemoryMetrics(), garbage, new JvmThreadMetrics(), new ProcessorMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    @Override
    public void before(String verb, String kind) {
        registry.counter("herald.operator.writes", "verb", verb, "kind", kind).increment();
    }

    /** A run of a reconciler is over: outcome is ok, refused or failed. */
    public void reconciled(String kind, String outcome, Duration took) {
        Timer.builder("herald.operator.reconcile")
                .tags("kind", kind, "outcome", outcome)
                .register(registry)
                .record(took);
    }

    /** Whether a pipeline's report is fresh. */
    public void report(String namespace, String pipeline, boolean fresh) {
        reports.computeIfAbsent(tags(namespace, pipeline), this::gauge).set(fresh ? 1 : 0);
    }

    /** The pipeline is gone. */
    public void forget(String namespace, String pipeline) {
        Tags tags = tags(namespace, pipeline);
        if (reports.remove(tags) != null) {
            registry.find("herald.operator.report.fresh").tags(tags).meters().forEach(registry::remove);
        }
    }

    /** Says whether this operator leads, whenever it is asked. */
    public void leader(BooleanSupplier leads) {
        Gauge.builder("herald.operator.leader", () -> leads.getAsBoolean() ? 1 : 0).register(registry);
    }

    /** Tells of these resources from now on, whenever it is asked. */
    public void resources(Supplier<Stream<CustomResource<JsonNode, JsonNode>>> all) {
        resources = Optional.of(new ResourceMetrics(registry, all));
    }

    /** What is told of decisions about replicas. */
    public ScalingMetrics scaling() {
        return scaling;
    }

    /** Everything, as Prometheus reads it. */
    public synchronized String scrape() {
        resources.ifPresent(ResourceMetrics::refresh);
        scaling.refresh();
        return registry.scrape();
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }

    private AtomicInteger gauge(Tags tags) {
        AtomicInteger fresh = new AtomicInteger();
        Gauge.builder("herald.operator.report.fresh", fresh::get).tags(tags).register(registry);
        return fresh;
    }

    private static Tags tags(String namespace, String pipeline) {
        return Tags.of("namespace", namespace, "pipeline", pipeline);
    }
}
