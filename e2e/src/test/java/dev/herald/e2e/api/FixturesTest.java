package dev.herald.e2e.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.fabric8.kubernetes.client.utils.Serialization;

class FixturesTest {
    private final List<Fixture> fixtures = Fixture.all();

    @Test
    void everyRuleHasAnExampleThatBreaksIt() throws IOException {
        var expected = fixtures.stream().flatMap(fixture -> fixture.expected().stream()).collect(Collectors.toSet());
        var messages = messages();

        var without = messages.stream()
                .filter(message -> expected.stream().noneMatch(part -> message.contains(withoutPath(part))))
                .collect(Collectors.toSet());

        assertTrue(messages.size() > 30, messages.toString());
        assertEquals(Set.of(), without, "each needs a valid-*.yaml and an invalid-*.yaml");
    }

    @Test
    void everyExampleThatBreaksARuleHasOneThatKeepsIt() {
        var lonely = fixtures.stream()
                .filter(fixture -> !fixture.name().contains("everything") && !Files.exists(fixture.partner()))
                .map(Fixture::name)
                .toList();

        assertEquals(List.of(), lonely);
    }

    @Test
    void everyInvalidExampleSaysWhatItExpectsAndNoValidOneDoes() {
        var wrong = fixtures.stream()
                .filter(fixture -> fixture.isValid() == fixture.expected().isPresent())
                .map(Fixture::name)
                .toList();

        assertEquals(List.of(), wrong);
    }

    private static Set<String> messages() throws IOException {
        var messages = new HashSet<String>();
        try (var files = Files.newDirectoryStream(Cluster.CRDS, "*.yaml")) {
            for (var file : files) {
                collect(Serialization.unmarshal(Files.readString(file), Map.class), messages);
            }
        }
        return messages;
    }

    private static void collect(Object node, Set<String> messages) {
        switch (node) {
            case Map<?, ?> map -> {
                if (map.get("x-kubernetes-validations") instanceof List<?> rules) {
                    rules.forEach(rule -> messages.add((String) ((Map<?, ?>) rule).get("message")));
                }
                map.values().forEach(value -> collect(value, messages));
            }
            case List<?> list -> list.forEach(value -> collect(value, messages));
            case null, default -> {
                // no rules below
            }
        }
    }

    // The server puts the field before the rule's message.
    private static String withoutPath(String expected) {
        return expected.replaceFirst("^spec\\.[^ ]+: Invalid value: ", "");
    }
}
