package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.herald.e2e.process.Launch;

/** Every drill as a person starts it, on this machine. */
@Tag("drill")
class DrillTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @EnumSource
    void passes(DrillName name) throws Exception {
        var options = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temp,
                "-Dherald.log=ERROR", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"));
        // With so few the load ends with the story that it flows under.
        var messages = name == DrillName.D5 || name == DrillName.D10 ? "4000" : "300";
        var arguments = List.of(name.name(), "--messages", messages, "--root",
                Path.of("..").toAbsolutePath().normalize().toString());
        var drill = new ProcessBuilder(Launch.java(temp, options, Drills.class.getName(), arguments))
                .redirectErrorStream(true)
                .start();
        var output = new String(drill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, drill.waitFor(), output);
        assertTrue(output.lines().toList().getLast().startsWith(name + " passed: "), output);
    }
}
