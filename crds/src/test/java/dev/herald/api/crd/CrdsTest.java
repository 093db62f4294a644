package dev.herald.api.crd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CrdsTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath();

    private final Map<String, JSONSchemaProps> fields = fields();

    @Test
    void theCommittedYamlIsWhatTheTypesSay() throws IOException {
        Map<String, String> committed = new TreeMap<>();
        try (var files = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            for (Path file : files) {
                committed.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertEquals(GenerateCrds.generate(), committed,
                "crds/*.yaml differ from the Java types: run bin/generate and commit what it wrote");
    }

    @Test
    void kubectlTakesEveryFileOfTheFolderThatItWouldRead() throws IOException {
        try (var files = Files.newDirectoryStream(FOLDER, "*.{yaml,yml,json}")) {
            for (Path file : files) {
                assertTrue(Serialization.unmarshal(Files.readString(file)) instanceof CustomResourceDefinition,
                        file + " is no CustomResourceDefinition");
            }
        }
    }

    @Test
    void everyFieldIsDescribed() {
        assertEquals(List.of(),
                pathsWhere(field -> field.getDescription() == null || field.getDescription().length() < 10));
        assertTrue(fields.size() > 100, "the walk found only " + fields.size() + " fields");
    }

    @Test
    void everyStringIsBounded() {
        assertEquals(List.of(),
                pathsWhere(field -> ("string".equals(field.getType())
                        || Boolean.TRUE.equals(field.getXKubernetesIntOrString())) && field.getMaxLength() == null
                        && field.getEnum() == null
                        && !"date-time".equals(field.getFormat())));
    }

    @Test
    void everyNumberHasALowerBound() {
        assertEquals(List.of(), pathsWhere(field -> "integer".equals(field.getType()) && field.getMinimum() == null));
    }

    @Test
    void everyListIsBoundedAndSaysHowItIsMerged() {
        assertEquals(List.of(), pathsWhere(field -> "array".equals(field.getType())
                && (field.getMaxItems() == null || field.getXKubernetesListType() == null)));
        assertEquals("map", fields.get("NotificationPipeline.status.conditions").getXKubernetesListType());
        assertEquals(List.of("type"), fields.get("Channel.status.conditions").getXKubernetesListMapKeys());
        assertEquals("atomic", fields.get("Channel.spec.providers").getXKubernetesListType());
        assertEquals("set", fields.get("ReplayJob.spec.selector.outcomes").getXKubernetesListType());
    }

    @Test
    void everyMapIsBounded() {
        assertEquals(List.of(),
                pathsWhere(field -> field.getAdditionalProperties() != null && field.getMaxProperties() == null));
    }

    @Test
    void noFieldHasANameThatYamlReadsAsABoolean() {
        assertEquals(List.of(),
                fields.keySet()
                        .stream()
                        .filter(path -> Set.of("on", "off", "yes", "no", "y", "n")
                                .contains(path.substring(path.lastIndexOf('.') + 1)))
                        .toList());
    }

    @Test
    void noListItemHasADefault() {
        // kubectl apply would print "configured" for ever
        assertEquals(List.of(),
                fields.keySet()
                        .stream()
                        .filter(path -> path.contains("[]") && fields.get(path).getDefault() != null)
                        .toList());
    }

    @Test
    void aValueToChooseIsATextEvenIfItLooksLikeABoolean() {
        assertEquals("[\"False\", \"True\", \"Unknown\"]",
                fields.get("Channel.status.conditions[].status").getEnum().toString());
    }

    @Test
    void valuesThatOnlyANewerVersionKnowsAreNotOffered() {
        assertEquals(List.of(),
                pathsWhere(field -> field.getEnum() != null && field.getEnum().toString().contains("Unrecognised")));
        assertFalse(pathsWhere(field -> field.getEnum() != null).isEmpty());
    }

    private List<String> pathsWhere(Predicate<JSONSchemaProps> wrong) {
        return fields.entrySet().stream().filter(field -> wrong.test(field.getValue())).map(Map.Entry::getKey).toList();
    }

    private static Map<String, JSONSchemaProps> fields() {
        Map<String, JSONSchemaProps> fields = new TreeMap<>();
        for (String yaml : GenerateCrds.generate().values()) {
            CustomResourceDefinition definition = Serialization.unmarshal(yaml, CustomResourceDefinition.class);
            definition.getSpec()
                    .getVersions()
                    .forEach(version -> collect(definition.getSpec().getNames().getKind(),
                            version.getSchema().getOpenAPIV3Schema(), fields));
        }
        return fields;
    }

    private static void collect(String path, JSONSchemaProps schema, Map<String, JSONSchemaProps> fields) {
        fields.put(path, schema);
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> collect(path + "." + name, field, fields));
        }
        if (schema.getItems() != null) {
            items(path, schema.getItems().getSchema(), fields);
        }
        if (schema.getAdditionalProperties() != null) {
            items(path, schema.getAdditionalProperties().getSchema(), fields);
        }
    }

    private static void items(String path, JSONSchemaProps item, Map<String, JSONSchemaProps> fields) {
        // an item is described by its list
        if (item.getDescription() == null) {
            item.setDescription("an item of " + path);
        }
        collect(path + "[]", item, fields);
    }
}
