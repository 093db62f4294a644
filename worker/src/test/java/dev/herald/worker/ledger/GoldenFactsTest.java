package dev.herald.worker.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What released versions have written into ledgers and feeds stays readable, and what we write stays that. A line of the
 * golden file is never changed; {@code -Dgolden.write=true} adds those of new kinds.
 */
class GoldenFactsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/ledger/facts.golden");

    static Stream<String> facts() {
        return SampleFacts.all().keySet().stream();
    }

    static Stream<String> feeds() {
        return SampleFacts.feeds().keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("facts")
    void factsHaveTheSameBytesForEver(String name) throws IOException {
        Fact fact = SampleFacts.all().get(name);
        byte[] golden = golden(name, () -> FactFormat.encode(fact));
        assertEquals(fact, FactFormat.decode(golden));
        assertEquals(hex(golden), hex(FactFormat.encode(fact)));
    }

    @ParameterizedTest
    @MethodSource("feeds")
    void feedRecordsHaveTheSameBytesForEver(String name) throws IOException {
        FeedRecord record = SampleFacts.feeds().get(name);
        byte[] golden = golden(name, () -> FeedFormat.encode(record));
        assertEquals(record, FeedFormat.decode(golden));
        assertEquals(hex(golden), hex(FeedFormat.encode(record)));
    }

    @Test
    void eachKindHasASample() {
        assertEquals(FactKind.values().length,
                SampleFacts.all().values().stream().map(FactFormat::encode).map(FactFormat::kindOf).distinct().count());
    }

    private static byte[] golden(String name, Supplier<byte[]> written) throws IOException {
        Properties lines = new Properties();
        try (var in = Files.newBufferedReader(GOLDEN)) {
            lines.load(in);
        }
        String line = lines.getProperty(name);
        if (line == null && Boolean.getBoolean("golden.write")) {
            line = hex(written.get());
            Files.writeString(GOLDEN, name + " = " + line + "\n", StandardOpenOption.APPEND);
        }
        assertNotNull(line, "no line for " + name + " in " + GOLDEN);
        return HexFormat.of().parseHex(line);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
