package dev.herald.e2e.playground;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** A playground from its opening to its end: what goes wrong there is told in the cluster's own words, and the logs are kept. */
final class Session {
    private static final int INTERRUPTED = 130;

    private final String name;
    private final Path tree;
    private final Screen screen;

    /**
     * @param name of the program, to name the folder of the logs
     * @param tree of Herald
     */
    Session(String name, Path tree, Screen screen) {
        this.name = name;
        this.tree = tree;
        this.screen = screen;
    }

    /**
     * Opens it, acts, and ends everything.
     *
     * @param interrupted whether a person has pressed Ctrl-C: what fails then is no failure
     * @param logs writes what every process has printed into a folder
     * @return the exit code
     */
    int run(Callable<Playground> opening, PlaygroundOptions.Act act, BooleanSupplier interrupted,
            Consumer<Path> logs) {
        Playground playground = null;
        try {
            playground = opening.call();
            screen.step("started", playground.parts());
            boolean good = perform(act, playground, logs);
            screen.progress(() -> "ending everything");
            return good ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (Exception e) {
            if (interrupted.getAsBoolean()) {
                return INTERRUPTED;
            }
            screen.text("\n" + screen.red("Failed")
                    + String.format(Locale.ROOT, " after %.1f s: ", screen.elapsed().toMillis() / 1000.0)
                    + reasons(e));
            keepLogs(folder -> {
                logs.accept(folder);
                writeDown(e, folder.resolve(name + ".log"));
            });
            return 1;
        } finally {
            if (playground != null) {
                playground.close();
            }
        }
    }

    /** An act that takes another course ends with what the cluster says about it. */
    private boolean perform(PlaygroundOptions.Act act, Playground playground, Consumer<Path> logs) throws Exception {
        try {
            return act.perform(playground, screen, () -> {
                complain(playground);
                keepLogs(logs);
            });
        } catch (IllegalStateException e) {
            complain(playground);
            throw e;
        }
    }

    private void complain(Playground playground) {
        screen.text("");
        new Complaints(playground.client(), playground.namespace()).lines()
                .forEach(complaint -> screen.text("  " + complaint));
    }

    /** Clients often say what went wrong in a cause only. */
    private static String reasons(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(Session::reason)
                .distinct()
                .collect(joining(": "));
    }

    private static String reason(Throwable cause) {
        return cause instanceof KubernetesClientException refusal && refusal.getStatus() != null
                ? refusal.getStatus().getMessage()
                : Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    }

    private static void writeDown(Throwable failure, Path file) {
        try (var out = new PrintStream(Files.newOutputStream(file))) {
            failure.printStackTrace(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepLogs(Consumer<Path> logs) {
        var kept = tree.resolve("target").resolve(name + "-logs");
        try {
            Files.createDirectories(kept);
            try (var old = Files.list(kept)) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
            logs.accept(kept);
            screen.text("What every process printed: " + kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
