package dev.herald.worker.foreign;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs in other languages with libraries that are not ours, to check what we say about protocols. The libraries are
 * installed once below {@code target/}, in pinned versions.
 */
public final class Foreign {
    private static final Path FOLDER = Path.of("target", "foreign").toAbsolutePath();
    private static final Path SCRIPTS = Path.of("src", "test", "resources", "foreign").toAbsolutePath();
    private static final List<String> NODE_PACKAGES = List.of("cbor@10.0.3", "cloudevents@10.0.0");
    private static final int PATIENCE_MINUTES = 5;

    private Foreign() {
    }

    /** What the script prints. */
    public static String python(String script, Map<String, String> environment, String... arguments) throws Exception {
        Path venv = FOLDER.resolve("venv");
        once("venv", () -> {
            run(List.of("python3", "-m", "venv", venv.toString()), Map.of());
            run(List.of(venv.resolve("bin/pip").toString(), "install", "--quiet", "--disable-pip-version-check", "-r",
                    SCRIPTS.resolve("requirements.txt").toString()), Map.of());
        });
        return run(command(venv.resolve("bin/python").toString(), script, arguments), environment);
    }

    /** What the script prints. */
    public static String node(String script, String... arguments) throws Exception {
        once(String.join(",", NODE_PACKAGES), () -> {
            var install = new ArrayList<>(List.of("npm", "install", "--silent", "--no-audit", "--no-fund", "--no-save",
                    "--prefix", FOLDER.toString()));
            install.addAll(NODE_PACKAGES);
            run(install, Map.of());
        });
        return run(command("node", script, arguments), Map.of("NODE_PATH", FOLDER.resolve("node_modules").toString()));
    }

    private static List<String> command(String program, String script, String... arguments) {
        var command = new ArrayList<>(List.of(program, SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private interface Installation {
        void install() throws Exception;
    }

    // A file says that it is whole, a lock that nobody else is at it: two builds may share the folder.
    private static void once(String what, Installation installation) throws Exception {
        Files.createDirectories(FOLDER);
        Path done = FOLDER.resolve(what + ".done");
        try (FileChannel channel = FileChannel.open(FOLDER.resolve(what + ".lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE); FileLock _ = channel.lock()) {
            if (Files.notExists(done)) {
                installation.install();
                Files.createFile(done);
            }
        }
    }

    private static String run(List<String> command, Map<String, String> environment) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ":\n" + output);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}
