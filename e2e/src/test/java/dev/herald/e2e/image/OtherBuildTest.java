package dev.herald.e2e.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.e2e.process.Patience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.herald.e2e.fault.WorkerBuild;
import dev.herald.e2e.fault.WorkerBuilds;

/** The image of another build of the worker: that of {@code bin/images} with one more layer. */
@Tag("images")
class OtherBuildTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Of its archive of classes nothing fits the other jar: Java says so in a line, and does without. */
    @Test
    void startsAsTheOtherBuild(@TempDir Path temp) throws Exception {
        var name = "localhost/herald-worker:0.1.0-other";
        var archive = DockerArchive.read(
                new WorkerBuilds(ROOT).archive(WorkerBuild.OTHER, name, temp.resolve("worker.tar")));
        var root = temp.resolve("root");
        archive.unpack(root, "app/", "opt/java/");
        var command = new ArrayList<String>();
        archive.entrypoint()
                .forEach(item -> command.add(item.replaceAll("(^|:|=)/(app|opt)/", "$1" + root + "/$2/")));
        command.add("--version");

        var process = new ProcessBuilder(command).redirectErrorStream(true).directory(root.resolve("app").toFile());
        process.environment().keySet().removeAll(Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes()).strip();

        assertTrue(running.waitFor(Patience.SECONDS, TimeUnit.SECONDS));
        assertEquals(List.of(name), archive.names());
        assertEquals(0, running.exitValue(), said);
        assertTrue(said.lines().toList().getLast().startsWith("herald worker of another build "), said);
    }
}
