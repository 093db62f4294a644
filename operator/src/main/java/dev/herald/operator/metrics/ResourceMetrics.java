package dev.herald.operator.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import dev.herald.api.v1alpha1.Condition.Status;
import dev.herald.operator.resource.RawPipeline;
import io.fabric8.kubernetes.client.CustomResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a person should know of resources, for alerts: open incidents, and conditions that somebody has to look at. It is read from the statuses when Prometheus asks,
 * by an operator that leads and by one that does not: an alert must not end with the leader. What is well has no series.
 */
final class ResourceMetrics {
    private static final Set<String> BAD_WHEN_FALSE = names(ConditionType.MetricsAvailable, ConditionType.LogDurable,
            ConditionType.StatusCurrent, ConditionType.CredentialsAccepted, ConditionType.Approved);
    private static final Set<String> BAD_WHEN_TRUE = names(ConditionType.Stalled, ConditionType.Failed);
    private static final Set<String> BAD_REASONS = Set.of(Reason.NoData.name(), Reason.RolloutHeld.name(),
            Reason.RolledBack.name(), Reason.FiguresMissing.name());

    private final MultiGauge incidents;
    private final MultiGauge problems;
    private final Supplier<Stream<CustomResource<JsonNode, JsonNode>>> resources;

    ResourceMetrics(MeterRegistry registry, Supplier<Stream<CustomResource<JsonNode, JsonNode>>> resources) {
        this.incidents = MultiGauge.builder("herald.incident.open")
                .description("Open incidents by channel and rule, as the pipeline's status has them")
                .register(registry);
        this.problems = MultiGauge.builder("herald.problem")
                .description("1 for each condition of a resource that a person should look at")
                .register(registry);
        this.resources = resources;
    }

    /** Looks again. */
    void refresh() {
        Map<Tags, Long> open = new LinkedHashMap<>();
        List<Row<?>> bad = new ArrayList<>();
        resources.get().forEach(resource -> {
            JsonNode status = resource.getStatus() == null ? MissingNode.getInstance() : resource.getStatus();
            if (resource instanceof RawPipeline) {
                status.path("incidents")
                        .forEach(incident -> count(open, resource, incident));
            }
            status.path("conditions").forEach(condition -> {
                if (isBad(condition)) {
                    bad.add(Row.of(Tags.of("kind", resource.getKind(), "namespace",
                            resource.getMetadata().getNamespace(), "name", resource.getMetadata().getName(), "type",
                            condition.path("type").asText(), "reason", condition.path("reason").asText()), 1));
                }
            });
        });
        List<Row<?>> rows = new ArrayList<>();
        open.forEach((tags, count) -> rows.add(Row.of(tags, count)));
        incidents.register(rows, true);
        problems.register(bad, true);
    }

    private static void count(Map<Tags, Long> open, CustomResource<?, ?> pipeline, JsonNode incident) {
        if (incident.path("state").asText().equals("Open")) {
            open.merge(Tags.of("namespace", pipeline.getMetadata().getNamespace(), "pipeline",
                    pipeline.getMetadata().getName(), "channel", incident.path("channel").asText(), "rule",
                    incident.path("rule").asText()), 1L, Long::sum);
        }
    }

    private static boolean isBad(JsonNode condition) {
        String type = condition.path("type").asText();
        String status = condition.path("status").asText();
        return status.equals(Status.True.name()) && BAD_WHEN_TRUE.contains(type)
                || status.equals(Status.False.name()) && BAD_WHEN_FALSE.contains(type)
                || BAD_REASONS.contains(condition.path("reason").asText());
    }

    private static Set<String> names(ConditionType... types) {
        return Set.of(Stream.of(types).map(Enum::name).toArray(String[]::new));
    }
}
