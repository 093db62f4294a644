package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrillsTest {
    @ParameterizedTest
    @EnumSource
    void eachIsInTheHelpAndInTheDocuments(DrillName name) throws Exception {
        var help = Drills.commandLine().getUsageMessage();
        var document = Files.readString(Path.of("..", "docs", "drills.md"));

        assertTrue(help.contains("  " + name + "  " + name.drill().about()), help);
        assertTrue(document.contains("`bin/drill " + name + "`"), "docs/drills.md");
    }

    @Test
    void anUnknownNameIsToldWithThoseThereAre() {
        var said = new StringWriter();

        assertEquals(2, Drills.commandLine().setErr(new PrintWriter(said)).execute("D99"));
        assertTrue(said.toString().contains("D1, D2, D3, D5, D6, D7, D10"), said::toString);
    }
}
