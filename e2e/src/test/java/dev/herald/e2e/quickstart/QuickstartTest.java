package dev.herald.e2e.quickstart;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.process.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.e2e.process.Launch;

/** The quickstart as a person starts it, in a process of its own, with a folder for temporary files that must be empty afterwards. */
@Tag("quickstart")
class QuickstartTest {
    private static final Duration LONG = Duration.ofMinutes(4);

    @TempDir
    Path temp;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void tellsTheWholeStoryOnTheMock() throws Exception {
        tellsTheWholeStory("mock");
    }

    @Test
    @Tag("apiserver")
    void tellsTheWholeStoryOnARealApiServer() throws Exception {
        tellsTheWholeStory("real");
    }

    /** Two on one machine are slow: an answer that comes too late lets a mail rightly be sent again, which the other tests are about. */
    @Test
    void twoAtOnceDoNotMeet() throws Exception {
        var one = start("one", "mock");
        var other = start("other", "mock");
        for (var entry : Map.of("one", one, "other", other).entrySet()) {
            exitCode(entry.getValue());
            var output = output(entry.getKey());
            assertEquals(List.of("400 400 30 30 0", "200 200 0 0 0"),
                    table(output).stream().map(row -> String.join(" ", row.subList(1, 6))).toList(), output);
            assertFalse(output.contains("that nobody posted"), output);
        }
        assertNothingIsLeft();
    }

    @Test
    void aWrongValueIsToldAtOnceWithItsField() throws Exception {
        var examples = Path.of("..", "examples", "quickstart").toRealPath();
        var edited = Files.createDirectories(temp.resolve("edited.out"));
        for (var name : List.of("pipeline.yaml", "channels.yaml", "secrets.yaml")) {
            Files.writeString(edited.resolve(name),
                    Files.readString(examples.resolve(name)).replace("port: 1025", "port: many"));
        }
        assertEquals(1, exitCode(start("run", "mock", "--examples", edited.toString())));
        assertTrue(
                output("run")
                        .contains("Channel email: Unreadable: spec.providers[0].smtp.port: must be a whole number"),
                () -> output("run"));
        assertNothingIsLeft();
    }

    @Test
    void ctrlCLeavesNothing() throws Exception {
        var quickstart = start("run", "mock");
        await().atMost(LONG).until(() -> output("run").contains("pipeline is Ready"));
        new ProcessBuilder("kill", "-INT", Long.toString(quickstart.pid())).start().waitFor();
        assertTrue(quickstart.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertNothingIsLeft();
        assertTrue(!output("run").contains("Failed"), () -> output("run"));
    }

    @Test
    void ctrlCEndsOneThatIsKeptAsWell() throws Exception {
        var quickstart = start("run", "mock", "--keep");
        await().atMost(LONG).until(() -> output("run").contains("Ctrl-C ends everything"));
        assertTrue(quickstart.isAlive());
        new ProcessBuilder("kill", "-INT", Long.toString(quickstart.pid())).start().waitFor();
        assertTrue(quickstart.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertNothingIsLeft();
    }

    @Test
    void killMinusNineLeavesNothing() throws Exception {
        var quickstart = start("run", "mock");
        await().atMost(LONG).until(() -> output("run").contains("applied"));
        quickstart.destroyForcibly().waitFor();
        assertNothingIsLeft();
    }

    private void tellsTheWholeStory(String apiServer) throws Exception {
        assertEquals(0, exitCode(start("run", apiServer)), () -> output("run"));
        assertEquals(List.of(List.of("email", "400", "400", "30", "30", "0", "0"),
                List.of("hooks", "200", "200", "0", "0", "0", "0")), table(output("run")), () -> output("run"));
        assertNothingIsLeft();
    }

    private static List<List<String>> table(String output) {
        return output.lines()
                .map(String::strip)
                .filter(line -> line.matches("(email|hooks)( +[0-9,]+){6}"))
                .map(line -> List.of(line.split(" +")))
                .toList();
    }

    private Process start(String name, String apiServer, String... more) throws IOException {
        var options = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temp,
                "-Dherald.log=ERROR", "-cp",
                System.getProperty("java.class.path"));
        var arguments = new ArrayList<>(List.of("--api-server", apiServer, "--messages", "400", "--root",
                Path.of("..").toAbsolutePath().normalize().toString()));
        arguments.addAll(List.of(more));
        var process = new ProcessBuilder(Launch.java(temp, options, Quickstart.class.getName(), arguments))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve(name + ".out").toFile())
                .start();
        started.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        return process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private String output(String name) {
        try {
            return Files.readString(temp.resolve(name + ".out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertNothingIsLeft() {
        await().untilAsserted(() -> {
            try (var files = Files.list(temp)) {
                assertEquals(List.of(), files.filter(file -> !file.toString().endsWith(".out")).toList());
            }
            assertEquals(List.of(), ProcessHandle.allProcesses()
                    .filter(process -> process.info()
                            .arguments()
                            .map(all -> String.join(" ", all).contains(temp.toString()))
                            .orElse(false))
                    .filter(process -> !started.stream().anyMatch(mine -> mine.pid() == process.pid()))
                    .toList());
        });
    }
}
