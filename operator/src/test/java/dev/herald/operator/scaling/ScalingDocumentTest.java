package dev.herald.operator.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tables of docs/scaling.md against the simulation. After a wanted change, {@code GOLDEN=write} in the environment writes them anew. */
class ScalingDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/scaling.md");
    private static final int THRESHOLD = 10;
    private static final int MINUTE = 60;

    @Test
    void theComparisonIsWhatTheSimulationGives() throws IOException {
        holds("comparison", () -> Traces.ALL.stream().map(trace -> {
            Contest it = Contest.of(trace, 0, THRESHOLD);
            return row(trace.name(), late(it.herald()), late(it.hpa()), late(it.keda()), minutes(it.herald()),
                    minutes(it.hpa()), minutes(it.keda()), turns(it.herald()), turns(it.hpa()), turns(it.keda()));
        }));
    }

    @Test
    void theThresholdsDoWhatTheSimulationGives() throws IOException {
        Trace daily = Traces.ALL.stream().filter(it -> it.name().equals("daily curve")).findFirst().orElseThrow();
        holds("thresholds", () -> Stream.of(5, 10, 20, 30, 60, 300).map(threshold -> {
            Contest it = Contest.of(daily, 0, threshold);
            return row(threshold + " s", late(it.hpa()), minutes(it.hpa()), turns(it.hpa()), late(it.keda()),
                    minutes(it.keda()), turns(it.keda()));
        }));
    }

    /** The rows between two comments, below the table's head. */
    private static void holds(String name, Supplier<Stream<String>> rows) throws IOException {
        String document = Files.readString(DOCUMENT);
        Matcher table = Pattern
                .compile("(?s)(<!-- %s: [^\\n]*-->\\n[^\\n]*\\n[^\\n]*\\n)(.*?)(<!-- end of %s -->)".formatted(name,
                        name))
                .matcher(document);
        assertTrue(table.find(), "no table %s in %s".formatted(name, DOCUMENT));
        String expected = rows.get().collect(Collectors.joining());
        if ("write".equals(System.getenv("GOLDEN"))) {
            Files.writeString(DOCUMENT,
                    table.replaceFirst(Matcher.quoteReplacement(table.group(1) + expected + table.group(3))));
            return;
        }
        assertEquals(expected, table.group(2), "docs/scaling.md differs from the simulation: GOLDEN=write writes it");
    }

    private static String row(String... cells) {
        return List.of(cells).stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String late(Outcome outcome) {
        return count(outcome.late());
    }

    private static String minutes(Outcome outcome) {
        return count(Math.ceilDiv(outcome.replicaSeconds(), MINUTE));
    }

    private static String turns(Outcome outcome) {
        return count(outcome.turns());
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
