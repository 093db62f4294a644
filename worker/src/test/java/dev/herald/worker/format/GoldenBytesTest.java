package dev.herald.worker.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes that released versions have written stay readable, and the bytes that we write stay those. A golden file is
 * never changed; {@code -Dgolden.write=true} adds the missing ones for a new format.
 */
class GoldenBytesTest {
    private static final Path FOLDER = Path.of("src/test/resources/formats");

    static Stream<Arguments> samples() {
        return Stream.of(MessageFormat.values())
                .flatMap(format -> Samples.of(format)
                        .entrySet()
                        .stream()
                        .map(sample -> Arguments.of(format, sample.getKey(), sample.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("samples")
    void readsWhatWasWritten(MessageFormat format, String name, Message message) throws Exception {
        assertEquals(message, format.decode(golden(format, name, message)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("samples")
    void writesTheSameBytesForEver(MessageFormat format, String name, Message message) throws Exception {
        assertArrayEquals(golden(format, name, message), format.encode(message));
    }

    private static byte[] golden(MessageFormat format, String name, Message message) throws IOException {
        Path file = FOLDER.resolve(format.key() + "-" + name + ".golden");
        if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
            Files.write(file, format.encode(message));
        }
        return Files.readAllBytes(file);
    }
}
