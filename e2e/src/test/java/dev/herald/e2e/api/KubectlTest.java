package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/** Herald as people see it through kubectl. */
@Tag("apiserver")
@ExtendWith(SharedApiServer.class)
class KubectlTest {
    private static final Map<String, String> SHORT_NAMES = Map.of("NotificationPipeline", "npl", "Channel", "nch",
            "ReplayJob", "nrj");

    private final Cluster cluster;

    KubectlTest(Cluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void applyingTheFolderAgainChangesNothing() {
        cluster.kubectl("apply", "-f", Cluster.CRDS.toString()).mustSucceed();

        var second = cluster.kubectl("apply", "-f", Cluster.CRDS.toString()).mustSucceed();

        assertEquals(3, second.lines().count(), second);
        assertEquals(3, second.lines().filter(line -> line.endsWith(" unchanged")).count(), second);
    }

    @Test
    void theServerFindsNothingWrongWithTheSchemas() {
        for (var crd : cluster.client().apiextensions().v1().customResourceDefinitions().list().getItems()) {
            var conditions = crd.getStatus().getConditions();

            assertTrue(conditions.stream().noneMatch(condition -> condition.getType().equals("NonStructuralSchema")),
                    conditions::toString);
        }
    }

    @TestFactory
    Stream<DynamicTest> explainDescribesEveryField() {
        return SHORT_NAMES.entrySet().stream().flatMap(kind -> {
            var objects = new ArrayList<Explained>();
            collect(SHORT_NAMES.get(kind.getKey()), schema(kind.getKey()), objects);
            return objects.stream().map(object -> DynamicTest.dynamicTest(object.path(), () -> {
                var text = cluster.kubectl("explain", object.path()).mustSucceed();

                assertFalse(text.contains("<no description>"), text);
                object.fields()
                        .forEach((name, description) -> assertTrue(
                                oneLine(text).contains(oneLine(description)),
                                () -> name + " is not explained in\n" + text));
            }));
        });
    }

    @Test
    void getShowsWhatIsBrokenAndWhy() {
        var namespace = cluster.newNamespace("columns");
        for (var fixture : Fixture.all()) {
            if (fixture.name().contains("valid-everything")) {
                var resource = fixture.states().getFirst();
                var stored = cluster.client().resource(resource).inNamespace(namespace).create();
                if (resource.getAdditionalProperties().containsKey("status")) {
                    stored.setAdditionalProperty("status", resource.getAdditionalProperties().get("status"));
                    cluster.client().resource(stored).updateStatus();
                }
            }
        }

        assertColumns(get(namespace, "npl/everything"),
                "NAME READY REASON CHANNELS REVISION FORMAT OLDEST INCIDENTS AGE",
                "everything True RolledOut 3/4 3f9a1c22 json-v1 \\S+ 1 \\S+");
        assertColumns(get(namespace, "npl/everything", "-o", "wide"),
                "NAME READY REASON CHANNELS REVISION FORMAT OLDEST INCIDENTS TARGET PIN LAG AGE",
                "everything True RolledOut 3/4 3f9a1c22 json-v1 \\S+ 1 77aa0b1c json-v1; json-v2 waits 12 \\S+");
        assertColumns(get(namespace, "nch/everything-email"),
                "NAME PIPELINE TYPE READY REASON REPLICAS LAG OLDEST FAILING AGE",
                "everything-email orders Email False SendersUnavailable 2 12 \\S+ attachments=true 37% \\S+");
        assertColumns(get(namespace, "nrj/everything-window"),
                "NAME PIPELINE MODE PHASE DONE% MATCHED SENT FAILED AGE",
                "everything-window orders Resend Complete 100 38 36 1 \\S+");
        var all = get(namespace, "herald");
        for (var name : List.of("notificationpipeline.herald.dev/everything", "channel.herald.dev/everything-webhook",
                "replayjob.herald.dev/everything-incident")) {
            assertTrue(all.contains(name), all);
        }
    }

    private String get(String namespace, String... what) {
        var arguments = new ArrayList<>(List.of("-n", namespace, "get"));
        arguments.addAll(List.of(what));
        return cluster.kubectl(arguments.toArray(String[]::new)).mustSucceed();
    }

    private static void assertColumns(String table, String header, String row) {
        var lines = table.lines().map(KubectlTest::oneLine).toList();

        assertEquals(header, lines.get(0));
        assertTrue(lines.get(1).matches(row), table);
    }

    /** An object of a schema, and the descriptions of its fields by name. */
    private record Explained(String path, Map<String, String> fields) {}

    private static void collect(String path, JSONSchemaProps schema, List<Explained> objects) {
        if (schema.getItems() != null) {
            collect(path, schema.getItems().getSchema(), objects);
        } else if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
            var fields = new TreeMap<String, String>();
            schema.getProperties().forEach((name, field) -> fields.put(name, String.valueOf(field.getDescription())));
            objects.add(new Explained(path, fields));
            schema.getProperties().forEach((name, field) -> collect(path + "." + name, field, objects));
        }
    }

    private JSONSchemaProps schema(String kind) {
        var schema = cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .list()
                .getItems()
                .stream()
                .filter(crd -> crd.getSpec().getNames().getKind().equals(kind))
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();
        // The server explains apiVersion, kind and metadata itself.
        schema.getProperties().keySet().retainAll(List.of("spec", "status"));
        return schema;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
