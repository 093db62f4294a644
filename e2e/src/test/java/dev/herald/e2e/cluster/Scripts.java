package dev.herald.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scripts of {@code e2e/cluster} as people run them.
 *
 * @param work a folder of the test's own: the clusters' state lies in it, apart from that of the user
 * @param environment in addition to that of the tests, without the KUBECONFIG and HERALD_ variables of who runs them
 */
record Scripts(Path work, Map<String, String> environment) {
    private static final Path FOLDER = Path.of("..", "e2e", "cluster").toAbsolutePath().normalize();

    /** Runs one to its end. */
    Output run(String script, String... arguments) {
        var process = start(script, arguments);
        try {
            var exit = process.waitFor();
            return new Output(script + " " + String.join(" ", arguments), exit, Files.readString(out()),
                    Files.readString(told()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts one. */
    Process start(String script, String... arguments) {
        try {
            var command = new ArrayList<>(List.of("bash", FOLDER.resolve(script).toString()));
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command).redirectOutput(out().toFile()).redirectError(told().toFile());
            builder.environment().keySet().removeIf(name -> name.equals("KUBECONFIG") || name.startsWith("HERALD_"));
            builder.environment().put("XDG_STATE_HOME", work.toString());
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + script, e);
        }
    }

    /** Where the state of a cluster lies. */
    Path folder(String name) {
        return work.resolve("herald").resolve("clusters").resolve(name);
    }

    /** An image that is there before any of Herald's, to be loaded; its command serves a text or gets one. */
    Path image() {
        return Path.of(run("build").mustSucceed().out().strip()).resolve("pause.tar");
    }

    private Path out() {
        return work.resolve("out");
    }

    private Path told() {
        return work.resolve("told");
    }

    /**
     * What came of a script.
     *
     * @param out on standard output
     * @param told on standard error
     */
    record Output(String command, int exit, String out, String told) {
        /** Itself, if it exited with 0. */
        Output mustSucceed() {
            if (exit != 0) {
                throw new AssertionError(command + " exited with " + exit + ":\n" + told);
            }
            return this;
        }

        /** What it told, if it did not exit with 0. */
        String mustFail() {
            if (exit == 0) {
                throw new AssertionError(command + " was expected to fail, but said:\n" + out + told);
            }
            return told;
        }

        /** The path in its last line, as callers take it. */
        Path kubeconfig() {
            var last = out.strip().lines().toList().getLast();
            if (!last.startsWith("KUBECONFIG=/")) {
                throw new AssertionError("the last line of " + command + " is no KUBECONFIG=/path: " + out);
            }
            return Path.of(last.substring("KUBECONFIG=".length()));
        }
    }
}
