package dev.herald.e2e.process;

import static dev.herald.e2e.process.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxTest {
    @TempDir
    Path temp;

    @Test
    void closingEndsChildrenAndGrandchildrenAndDeletesTheFolder() throws Exception {
        var sandbox = Sandbox.open("test");
        var pids = sandbox.folder().resolve("pids");
        var child = sandbox.start(shell(sandbox, "sleep 600 & echo $! > pids; wait"));
        await().until(() -> Files.exists(pids) && !Files.readString(pids).isBlank());
        long grandchild = Long.parseLong(Files.readString(pids).strip());
        sandbox.close();
        child.exit().get(Patience.SECONDS, TimeUnit.SECONDS);
        await().until(() -> !alive(grandchild));
        assertFalse(Files.exists(sandbox.folder()));
    }

    @Test
    void killingTheParentLeavesNoProcessAndNoFile() throws Exception {
        var told = temp.resolve("told");
        var options = List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"));
        var parent = new ProcessBuilder(
                Launch.java(temp, options, ParentToBeKilled.class.getName(), List.of(told.toString()))).inheritIO()
                .start();
        await().until(() -> Files.exists(told));
        var lines = Files.readAllLines(told);
        long stopped = Long.parseLong(lines.get(0));
        var folder = Path.of(lines.get(1));
        assertTrue(alive(stopped) && Files.exists(folder));
        parent.destroyForcibly().waitFor();
        await().until(() -> !alive(stopped) && !Files.exists(folder));
    }

    @Test
    void ctrlCLeavesNoFileThoughTheParentStillWritesThem() throws Exception {
        var told = temp.resolve("told");
        var options = List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"));
        var parent = new ProcessBuilder(
                Launch.java(temp, options, ParentThatWrites.class.getName(), List.of(told.toString()))).inheritIO()
                .start();
        await().until(() -> Files.exists(told));
        var folder = Path.of(Files.readString(told));
        new ProcessBuilder("kill", "-INT", Long.toString(parent.pid())).start().waitFor();
        assertTrue(parent.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        await().until(() -> !Files.exists(folder));
    }

    @Test
    void startsNothingOnceItIsClosed() throws Exception {
        var sandbox = Sandbox.open("test");
        sandbox.close();
        assertThrows(IllegalStateException.class, () -> sandbox.start(shell(sandbox, "sleep 600")));
    }

    @Test
    void twoSandboxesShareNoAddress() throws Exception {
        try (var one = Sandbox.open("test"); var other = Sandbox.open("test")) {
            assertNotEquals(one.loopback().take(), other.loopback().take());
        }
    }

    @Test
    void givesAnAddressOutAgainAsLateAsPossible() throws Exception {
        try (var sandbox = Sandbox.open("test")) {
            var first = sandbox.loopback().take();
            sandbox.loopback().release(first);
            for (int i = 0; i < 252; i++) {
                assertNotEquals(first, sandbox.loopback().take());
            }
            assertEquals(first, sandbox.loopback().take());
        }
    }

    private static Launch shell(Sandbox sandbox, String script) {
        return new Launch(List.of("sh", "-c", script), Map.of(), sandbox.folder(), sandbox.folder().resolve("log"));
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Opens a sandbox with a child that is stopped, so that only SIGKILL ends it, tells about them, and stays. */
    static final class ParentToBeKilled {
        public static void main(String[] arguments) throws Exception {
            var sandbox = Sandbox.open("test");
            var child = sandbox.start(shell(sandbox, "sleep 600"));
            child.pause();
            var told = Path.of(arguments[0]);
            Files.writeString(told.resolveSibling("telling"), child.pid() + "\n" + sandbox.folder() + "\n");
            Files.move(told.resolveSibling("telling"), told);
            child.exit().join();
        }
    }

    /** Puts files into its sandbox's folder for as long as it lives. */
    static final class ParentThatWrites {
        public static void main(String[] arguments) throws Exception {
            var sandbox = Sandbox.open("test");
            for (int i = 0;; i++) {
                Files.writeString(sandbox.folder("volumes").resolve("file-" + i), "content");
                if (i == 1_000) {
                    var told = Path.of(arguments[0]);
                    Files.writeString(told.resolveSibling("telling"), sandbox.folder().toString());
                    Files.move(told.resolveSibling("telling"), told);
                }
            }
        }
    }
}
