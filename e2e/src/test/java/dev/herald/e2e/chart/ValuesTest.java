package dev.herald.e2e.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be set, and what is said of the rest. */
class ValuesTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "install.md");
    private static final Path FILE = Chart.FOLDER.resolve("values.yaml");
    private static final Pattern TABLE = Pattern
            .compile("(?s)(<!-- values: [^\\n]* -->\\n)(.*?)(<!-- end of values -->)");
    private static final Pattern DESCRIPTION = Pattern.compile(" *# -- (.*)");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

    /** {@code bin/generate} writes it anew, with {@code GOLDEN=write} in the environment. */
    @Test
    void theDocumentedTableIsTheFile() throws IOException {
        String document = Files.readString(DOCUMENT);
        Matcher table = TABLE.matcher(document);
        assertTrue(table.find(), "no table of values in " + DOCUMENT);
        if ("write".equals(System.getenv("GOLDEN"))) {
            Files.writeString(DOCUMENT,
                    table.replaceFirst(Matcher.quoteReplacement(table.group(1) + table() + table.group(3))));
            return;
        }
        assertEquals(table(), table.group(2), "docs/install.md differs from values.yaml: run bin/generate");
    }

    @Test
    void everyValueHasADescription() throws IOException {
        Set<String> described = described().keySet();
        assertEquals(Set.of(),
                new TreeSet<>(leaves("", values()).stream()
                        .filter(leaf -> described.stream().noneMatch(path -> (leaf + ".").startsWith(path + ".")))
                        .toList()));
    }

    @Test
    void schemaAndFileNameTheSameValues() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(Chart.FOLDER.resolve("values.schema.json").toFile());
        Set<String> known = new TreeSet<>();
        schema.get("properties").properties().forEach(property -> {
            JsonNode members = property.getValue().path("properties");
            boolean ownMembers = !members.isMissingNode() && values().path(property.getKey()).size() > 0
                    && !property.getKey().equals("resources");
            if (ownMembers) {
                members.fieldNames().forEachRemaining(member -> known.add(property.getKey() + "." + member));
            } else {
                known.add(property.getKey());
            }
        });
        Set<String> given = new TreeSet<>(described().keySet());
        // Helm gives it to every chart.
        given.add("global");
        assertEquals(given, known);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "replica: 3                                    | additional properties 'replica' not allowed",
            "replicas: many                                | at '/replicas': got string, want integer",
            "replicas: -1                                  | at '/replicas': minimum: got -1, want 0",
            "watchNamespaces: shop                         | at '/watchNamespaces': got string, want array",
            "watchNamespaces: [Shop]                       | at '/watchNamespaces/0': 'Shop' does not match pattern",
            "watchNamespaces: [a, a]                       | at '/watchNamespaces': items at 0 and 1 are equal",
            "image: {tag: 1}                               | at '/image/tag': got number, want string",
            "image: {registry: ''}                         | at '/image/registry': '' does not match pattern",
            "image: {registry: 'https://example.org'}      | at '/image/registry': 'https://example.org' does not match pattern",
            "image: {pullPolicy: Sometimes}                | at '/image/pullPolicy': value must be one of 'Always', 'IfNotPresent', 'Never'",
            "image: null                                   | missing property 'image'",
            "imagePullSecrets: [pull]                      | at '/imagePullSecrets/0': got string, want object",
            "serviceAccount: {name: A}                     | at '/serviceAccount/name': 'A' does not match pattern",
            "fullnameOverride: Foo_                        | at '/fullnameOverride': 'Foo_' does not match pattern",
            "resources: {limits: {memory: true}}           | at '/resources/limits/memory': got boolean, want number or string",
            "env: [{value: x}]                             | at '/env/0': missing property 'name'",
            "env: [{name: POD_IP, value: x}]               | env: POD_IP is set by the chart itself; leave it out",
            "env: [{name: WATCH_NAMESPACES, value: x}]     | env: WATCH_NAMESPACES is set by the chart itself; use watchNamespaces",
            "podAnnotations: {a: true}                     | at '/podAnnotations/a': got boolean, want string",
            "networkPolicy: {apiServerCidrs: [10.0.0.1]}   | at '/networkPolicy/apiServerCidrs/0': '10.0.0.1' does not match pattern",
            "networkPolicy: {apiServerPorts: []}           | at '/networkPolicy/apiServerPorts': minItems: got 0, want 1",
            "serviceMonitor: {interval: often}             | at '/serviceMonitor/interval': 'often' does not match pattern",
            "'{serviceMonitor: {create: true}, metrics: {service: false}}' | serviceMonitor.create: needs the Service for metrics; set metrics.service to true",
    })
    void aWrongValueIsRefusedByName(String values, String message) {
        String told = assertThrows(IllegalStateException.class, () -> Chart.herald().render(values)).getMessage();

        assertTrue(told.contains(message), told);
    }

    private static String table() throws IOException {
        StringBuilder table = new StringBuilder("| value | default | |\n|---|---|---|\n");
        described().forEach((path, description) -> table
                .append("| `%s` | `%s` | %s |\n".formatted(path, values().at("/" + path.replace('.', '/')),
                        description)));
        return table.toString();
    }

    /** Paths with the comment before them, in the file's order. */
    private static Map<String, String> described() throws IOException {
        Map<String, String> described = new java.util.LinkedHashMap<>();
        List<String> parents = new ArrayList<>();
        String description = null;
        for (String line : Files.readAllLines(FILE)) {
            Matcher comment = DESCRIPTION.matcher(line);
            Matcher key = KEY.matcher(line);
            if (comment.matches()) {
                description = comment.group(1);
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                parents.subList(Math.min(depth, parents.size()), parents.size()).clear();
                parents.add(key.group(2));
                if (description != null) {
                    described.put(String.join(".", parents), description);
                }
                description = null;
            }
        }
        return described;
    }

    private static List<String> leaves(String path, JsonNode value) {
        List<String> leaves = new ArrayList<>();
        value.properties().forEach(member -> {
            String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            leaves.addAll(member.getValue().isEmpty() ? List.of(name) : leaves(name, member.getValue()));
        });
        return leaves;
    }

    private static JsonNode values() {
        try {
            return Serialization.unmarshal(Files.readString(FILE), JsonNode.class);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
