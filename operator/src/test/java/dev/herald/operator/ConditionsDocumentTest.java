package dev.herald.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds docs/conditions.md against the code. */
class ConditionsDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|(?: [^|]* \\|)? ([^|]*) \\|");

    @Test
    void everyReasonIsExplainedInItsOwnWordsAndNoOther() {
        Map<String, String> expected = Arrays.stream(Reason.values())
                .collect(Collectors.toMap(Reason::name, Reason::meaning));

        assertEquals(new TreeMap<>(expected),
                rows(text -> text.substring(text.indexOf("## How far"), text.indexOf("## Events"))));
    }

    @Test
    void everyTypeIsExplainedAndNoOther() {
        assertEquals(Arrays.stream(ConditionType.values()).map(Enum::name).sorted().toList(),
                List.copyOf(rows(text -> text.substring(0, text.indexOf("## How far"))).keySet()));
    }

    @Test
    void everyEventIsExplained() {
        Map<String, String> events = rows(text -> text.substring(text.indexOf("## Events")));

        assertTrue(
                !events.isEmpty()
                        && events.keySet().stream().allMatch(reason -> sources().contains("\"" + reason + "\"")),
                events.toString());
    }

    @ParameterizedTest
    @EnumSource
    void theOperatorGivesEveryReason(Reason reason) {
        assertTrue(Pattern.compile("Reason\\." + reason + "\\b").matcher(sources()).find());
    }

    private static Map<String, String> rows(Function<String, String> part) {
        return ROW.matcher(part.apply(read(Path.of("../docs/conditions.md"))))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2), (one, other) -> one, TreeMap::new));
    }

    private static String sources() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile).map(ConditionsDocumentTest::read).collect(Collectors.joining());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
