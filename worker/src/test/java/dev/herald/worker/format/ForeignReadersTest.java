package dev.herald.worker.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.worker.foreign.Foreign;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ForeignReadersTest {

    @Test
    @Tag("foreign")
    void thePythonLibrariesFindTheSameInBothFormats() throws Exception {
        String count = Foreign.python("golden.py", Map.of(),
                Path.of("src/test/resources/formats").toAbsolutePath().toString());

        assertEquals(Samples.all().size() + "\n", count);
    }
}
