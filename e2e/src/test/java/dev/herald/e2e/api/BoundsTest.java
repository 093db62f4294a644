package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * Takes the examples in which every field is said, breaks one bound of one field at a time, and expects a refusal that names the field. The
 * bounds are read from the schemas that the server holds.
 */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class BoundsTest {
    private final Cluster cluster;
    private final String namespace;
    private final List<Fixture> everything = Fixture.all()
            .stream()
            .filter(fixture -> fixture.name().contains("valid-everything"))
            .toList();

    BoundsTest(Cluster cluster) {
        this.cluster = cluster;
        this.namespace = cluster.newNamespace("bounds");
    }

    /** A value at a path in a resource that breaks the schema there. */
    private record Breach(List<Object> path, String what, Object value) {
        String field() {
            var text = new StringBuilder();
            path.forEach(step -> text.append(step instanceof Integer index ? "[" + index + "]" : "." + step));
            return text.substring(1);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyBound() {
        return everything.stream().flatMap(fixture -> {
            var resource = fixture.states().getFirst();
            var breaches = new ArrayList<Breach>();
            breach(schemaOf(resource).getProperties().get("spec"), resource.getAdditionalProperties().get("spec"),
                    List.of("spec"), breaches);
            assertTrue(breaches.size() > 5, breaches::toString);
            return breaches.stream()
                    .map(breach -> DynamicTest.dynamicTest(
                            fixture.name() + " " + breach.field() + " " + breach.what(),
                            () -> assertRefused(resource, breach)));
        });
    }

    @Test
    void theExamplesSayEveryField() {
        Set<String> said = new HashSet<>();
        Set<String> all = new TreeSet<>();
        for (var fixture : everything) {
            for (var resource : fixture.states()) {
                for (var part : List.of("spec", "status")) {
                    collectFields(resource.getKind() + "." + part, schemaOf(resource).getProperties().get(part), all);
                    collectSaid(resource.getKind() + "." + part, resource.getAdditionalProperties().get(part), said);
                }
            }
        }
        all.removeAll(said);

        assertEquals(Set.of(), all);
    }

    private void assertRefused(GenericKubernetesResource resource, Breach breach) {
        var broken = Serialization.clone(resource);
        broken.getMetadata().setName("broken");
        put(broken.getAdditionalProperties(), breach.path(), breach.value());
        var refusal = assertThrows(KubernetesClientException.class,
                () -> cluster.client().resource(broken).inNamespace(namespace).dryRun().create());
        assertTrue(refusal.getStatus().getMessage().contains(breach.field()), refusal::getMessage);
    }

    private JSONSchemaProps schemaOf(GenericKubernetesResource resource) {
        return cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .list()
                .getItems()
                .stream()
                .filter(crd -> crd.getSpec().getNames().getKind().equals(resource.getKind()))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
    }

    private static void breach(JSONSchemaProps schema, Object value, List<Object> path, List<Breach> breaches) {
        breaches.add(new Breach(path, "of another type", value instanceof Map ? "text" : Map.of("a", "b")));
        switch (value) {
            case Map<?, ?> map -> {
                if (schema.getProperties() != null) {
                    schema.getProperties()
                            .forEach((name, field) -> field(schema, name, field, map.get(name), path, breaches));
                }
            }
            case List<?> list -> list(schema, list, path, breaches);
            case Number number -> number(schema, path, breaches);
            case String text -> text(schema, path, breaches);
            case null, default -> {
                // a boolean has no bounds, and what is not said in this example is said in another
            }
        }
    }

    private static void field(JSONSchemaProps parent, String name, JSONSchemaProps field, Object value,
            List<Object> path, List<Breach> breaches) {
        var here = append(path, name);
        if (parent.getRequired() != null && parent.getRequired().contains(name)) {
            breaches.add(new Breach(here, "left out", null));
        }
        if (value != null) {
            breach(field, value, here, breaches);
        }
    }

    private static void list(JSONSchemaProps schema, List<?> list, List<Object> path, List<Breach> breaches) {
        breaches.add(new Breach(path, "with too many items",
                Collections.nCopies(schema.getMaxItems().intValue() + 1, list.getFirst())));
        if (schema.getMinItems() != null) {
            breaches.add(new Breach(path, "with too few items",
                    list.subList(0, schema.getMinItems().intValue() - 1)));
        }
        breach(schema.getItems().getSchema(), list.getFirst(), append(path, 0), breaches);
    }

    private static void number(JSONSchemaProps schema, List<Object> path, List<Breach> breaches) {
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return; // a rule says what it is
        }
        breaches.add(new Breach(path, "too small", schema.getMinimum().longValue() - 1));
        breaches.add(new Breach(path, "too large", schema.getMaximum().longValue() + 1));
    }

    private static void text(JSONSchemaProps schema, List<Object> path, List<Breach> breaches) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            breaches.add(new Breach(path, "unknown", "Else"));
            return;
        }
        if ("date-time".equals(schema.getFormat())) {
            breaches.add(new Breach(path, "no time", "yesterday"));
            return;
        }
        breaches.add(new Breach(path, "too long", "a".repeat(schema.getMaxLength().intValue() + 1)));
        if (schema.getMinLength() != null) {
            breaches.add(new Breach(path, "too short", "a".repeat(schema.getMinLength().intValue() - 1)));
        }
        if (schema.getPattern() != null) {
            breaches.add(new Breach(path, "with other characters", "% \u00e9"));
        }
    }

    private static void collectFields(String path, JSONSchemaProps schema, Set<String> fields) {
        fields.add(path);
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> collectFields(path + "." + name, field, fields));
        }
        if (schema.getItems() != null) {
            collectFields(path, schema.getItems().getSchema(), fields);
        }
    }

    private static void collectSaid(String path, Object value, Set<String> said) {
        said.add(path);
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> collectSaid(path + "." + name, each, said));
        }
        if (value instanceof List<?> list) {
            list.forEach(each -> collectSaid(path, each, said));
        }
    }

    @SuppressWarnings("unchecked")
    private static void put(Object node, List<Object> path, Object value) {
        var step = path.getFirst();
        if (path.size() > 1) {
            put(step instanceof Integer index
                    ? ((List<Object>) node).get(index)
                    : ((Map<String, Object>) node).get(step), path.subList(1, path.size()), value);
        } else if (step instanceof Integer index) {
            ((List<Object>) node).set(index, value);
        } else if (value == null) {
            ((Map<String, Object>) node).remove(step);
        } else {
            ((Map<String, Object>) node).put((String) step, value);
        }
    }

    private static List<Object> append(List<Object> path, Object step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }
}
