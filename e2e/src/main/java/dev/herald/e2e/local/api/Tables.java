package dev.herald.e2e.local.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Lists as {@code kubectl get} shows them: with the printer columns of the kinds. */
final class Tables {
    private static final Pattern STEP = Pattern
            .compile("\\.([A-Za-z0-9_-]+)|\\[\\?\\(@\\.([A-Za-z]+)==[\"']([^\"']*)[\"']\\)\\]|\\[(\\d+)\\]");
    private static final Column NAME = new Column("Name", ".metadata.name", "string", 0);
    private static final Column AGE = new Column("Age", ".metadata.creationTimestamp", "date", 0);

    private final ObjectMapper json = Serialization.jsonMapper();
    private final InstantSource clock;
    private final Map<String, List<Column>> columns = new HashMap<>();

    private record Column(String name, String path, String type, int priority) {}

    Tables(List<CustomResourceDefinition> definitions, InstantSource clock) {
        this.clock = clock;
        columns.put("pods", List.of(NAME, text("Ready", ".status.conditions[?(@.type==\"Ready\")].status"),
                text("Status", ".status.phase"),
                text("Restarts", ".status.containerStatuses[0].restartCount"), AGE, text("IP", ".status.podIP")));
        columns.put("deployments",
                List.of(NAME, text("Ready", ".status.readyReplicas"), text("Desired", ".spec.replicas"),
                        text("Up-to-date", ".status.updatedReplicas"), AGE));
        columns.put("jobs",
                List.of(NAME, text("Succeeded", ".status.succeeded"), text("Failed", ".status.failed"), AGE));
        columns.put("events",
                List.of(new Column("Last Seen", ".lastTimestamp", "date", 0), text("Type", ".type"),
                        text("Reason", ".reason"),
                        text("Object", ".involvedObject.name"), text("Message", ".message")));
        for (var definition : definitions) {
            var shown = new ArrayList<>(List.of(NAME));
            definition.getSpec()
                    .getVersions()
                    .getLast()
                    .getAdditionalPrinterColumns()
                    .forEach(column -> shown.add(new Column(column.getName(),
                            column.getJsonPath(), column.getType(),
                            column.getPriority() == null ? 0 : column.getPriority())));
            columns.put(definition.getSpec().getNames().getPlural(), shown);
        }
    }

    JsonNode render(ResourcePath path, JsonNode response) {
        var shown = columns.getOrDefault(path.plural(), List.of(NAME, AGE));
        var table = json.createObjectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", json.createObjectNode()
                .put("resourceVersion", response.path("metadata").path("resourceVersion").asText()));
        var definitions = table.putArray("columnDefinitions");
        for (var column : shown) {
            definitions.addObject()
                    .put("name", column.name())
                    .put("type", "string")
                    .put("format", column == NAME ? "name" : "")
                    .put("description", "")
                    .put("priority", column.priority());
        }
        var rows = table.putArray("rows");
        var objects = new ArrayList<JsonNode>();
        if (response.path("items").isArray()) {
            response.path("items").forEach(objects::add);
        } else {
            objects.add(response);
        }
        objects.stream().sorted((a, b) -> name(a).compareTo(name(b))).forEach(object -> {
            var row = rows.addObject();
            var cells = row.putArray("cells");
            shown.forEach(column -> cells.add(cell(object, column)));
            ObjectNode partial = json.createObjectNode()
                    .put("kind", "PartialObjectMetadata")
                    .put("apiVersion", "meta.k8s.io/v1");
            row.set("object", partial.set("metadata", object.path("metadata")));
        });
        return table;
    }

    private static Column text(String name, String path) {
        return new Column(name, path, "string", 0);
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    private String cell(JsonNode object, Column column) {
        var value = value(object, column.path());
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return column.type().equals("date")
                ? age(value.asText())
                : value.isValueNode() ? value.asText() : value.toString();
    }

    private static JsonNode value(JsonNode object, String path) {
        var at = object;
        var steps = STEP.matcher(path);
        while (steps.find()) {
            if (steps.group(1) != null) {
                at = at.path(steps.group(1));
            } else if (steps.group(4) != null) {
                at = at.path(Integer.parseInt(steps.group(4)));
            } else {
                JsonNode found = at.path("\0");
                for (var item : at) {
                    if (item.path(steps.group(2)).asText().equals(steps.group(3))) {
                        found = item;
                    }
                }
                at = found;
            }
        }
        return at;
    }

    private String age(String time) {
        var since = Duration.between(Instant.parse(time), clock.instant());
        if (since.toMinutes() < 2) {
            return since.toSeconds() + "s";
        }
        return since.toHours() < 3
                ? since.toMinutes() + "m"
                : since.toDays() < 2 ? since.toHours() + "h" : since.toDays() + "d";
    }
}
