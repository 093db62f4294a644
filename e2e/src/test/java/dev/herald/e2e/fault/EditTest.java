package dev.herald.e2e.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EditTest {
    @Test
    void replacesWhatIsThereOnce() {
        var edit = Edit.line("A.java", "return $1;", "return \\$2;");

        assertEquals("{ return \\$2; }", edit.apply("{ return $1; }"));
    }

    @Test
    void aSourceThatHasChangedIsTold() {
        var edit = Edit.line("format/A.java", "return 1;", "return 2;");

        var failure = assertThrows(IllegalStateException.class, () -> edit.apply("{ return 3; }"));

        assertTrue(failure.getMessage().startsWith("dev/herald/worker/format/A.java has changed"), failure::getMessage);
    }

    @Test
    void whatIsThereTwiceIsNotGuessed() {
        var edit = Edit.line("A.java", "return 1;", "return 2;");

        var failure = assertThrows(IllegalStateException.class, () -> edit.apply("return 1; return 1;"));

        assertTrue(failure.getMessage().contains("found 2 times"), failure::getMessage);
    }
}
