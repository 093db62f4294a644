package dev.herald.worker.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.foreign.Foreign;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ForeignReadersTest {

    private static final String GOLDEN = Path.of("src/test/resources/formats").toAbsolutePath().toString();
    private static final String ALL = Samples.of(MessageFormat.JSON_V2).size() + "\n";

    @Test
    @Tag("foreign")
    void thePythonLibrariesFindTheSameInAllFormats() throws Exception {
        assertEquals(ALL, Foreign.python("golden.py", Map.of(), GOLDEN));
    }

    @Test
    @Tag("foreign")
    void theJavaScriptLibrariesFindTheSameInTheSecondVersionAsJsonAndCbor() throws Exception {
        assertEquals(ALL, Foreign.node("golden.js", GOLDEN));
    }
}
