package dev.herald.e2e.quickstart;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import dev.herald.e2e.process.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A whole Herald on this machine for a first look: {@code bin/quickstart}. */
@Command(name = "bin/quickstart", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Runs Herald on this machine, without a cluster and without Docker: posts orders, breaks the mail server, and shows how the operator",
        "notices and repairs it. Kafka, SMTP and HTTP are real; pods are local processes. Nothing stays behind.",
        "Exit code 0: nothing was lost and nothing was sent twice."})
public final class Quickstart implements Callable<Integer> {
    private static final int INTERRUPTED = 130;

    @Option(names = "--api-server", paramLabel = "auto|mock|real", defaultValue = "auto", description = {
            "mock: in memory. real: etcd and kube-apiserver, built once by e2e/kube/build.",
            "auto, the default: real if it has been built."})
    private ApiServerChoice apiServer;

    @Option(names = "--keep", description = "Leave everything running at the end, with a live view, until Ctrl-C.")
    private boolean keep;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "1000", description = "How many orders to post (default: ${DEFAULT-VALUE}, at least 200).")
    private int messages;

    @Option(names = "--examples", paramLabel = "DIR", defaultValue = "examples/quickstart", description = {
            "Other manifests than ${DEFAULT-VALUE}; they must bring a pipeline orders with channels email and hooks."})
    private Path examples;

    @Option(names = "--root", paramLabel = "DIR", hidden = true, defaultValue = "", description = "Herald's tree.")
    private Path root;

    public static void main(String[] arguments) {
        // The mock's HTTP server would make a folder for files that it never serves, and kill -9 would leave it.
        System.setProperty("vertx.disableFileCPResolving", "true");
        System.exit(new CommandLine(new Quickstart()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (messages < 200) {
            System.err.println("--messages: at least 200, or the rule of examples/quickstart has too few to judge by");
            return CommandLine.ExitCode.USAGE;
        }
        // The mock's HTTP server announces each request.
        Logger.getLogger("").setLevel(Level.WARNING);
        var tree = root.toAbsolutePath().normalize();
        boolean terminal = System.console() != null && System.console().isTerminal()
                && System.getenv("NO_COLOR") == null;
        try (var sandbox = Sandbox.open("quickstart"); var screen = new Screen(System.out, terminal)) {
            Runtime.getRuntime().addShutdownHook(new Thread(screen::silence));
            return run(sandbox, screen, tree);
        }
    }

    private int run(Sandbox sandbox, Screen screen, Path tree) {
        screen.text(screen.bold("Herald") + " on this machine: real Kafka, SMTP and HTTP; pods are local processes\n");
        screen.progress(() -> "starting Kafka, the API server, the operator and two sinks");
        try (var playground = Playground.open(sandbox, tree, apiServer, Clock.systemUTC())) {
            screen.step("started",
                    "Kafka, API server (" + playground.api().name() + "), operator, mail sink, webhook sink");
            var tally = tell(playground, screen, tree);
            screen.text("\n" + tally.table().indent(2).stripTrailing() + "\n");
            if (tally.problems().isEmpty()) {
                screen.text(screen.green("Nothing lost, nothing twice")
                        + seconds(": counted at the sinks, attachments compared by SHA-256. %.1f s.", screen));
            } else {
                screen.text(screen.red("Not as it should be: ") + String.join("; ", tally.problems()));
                keepLogs(sandbox, screen, tree);
            }
            if (keep) {
                new LiveView(playground, screen).show();
            }
            return tally.problems().isEmpty() ? 0 : 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        } catch (IOException | RuntimeException e) {
            if (sandbox.isClosed()) {
                return INTERRUPTED;
            }
            screen.text("\n" + screen.red("Failed") + seconds(" after %.1f s: ", screen) + reasons(e));
            writeDown(e, sandbox.folder("logs").resolve("quickstart.log"));
            keepLogs(sandbox, screen, tree);
            return 1;
        }
    }

    /** A story that takes another course ends with what the cluster says about it. */
    private Tally tell(Playground playground, Screen screen, Path tree) throws IOException, InterruptedException {
        try {
            return new Story(playground, screen, tree.resolve(examples), messages).tell();
        } catch (IllegalStateException e) {
            screen.text("");
            new Complaints(playground.client(), Playground.NAMESPACE).lines()
                    .forEach(complaint -> screen.text("  " + complaint));
            throw e;
        }
    }

    private static String seconds(String format, Screen screen) {
        return String.format(Locale.ROOT, format, screen.elapsed().toMillis() / 1000.0);
    }

    /** Clients often say what went wrong in a cause only. */
    private static String reasons(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(Quickstart::reason)
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

    private static void keepLogs(Sandbox sandbox, Screen screen, Path tree) {
        var kept = tree.resolve("target").resolve("quickstart-logs");
        try {
            Files.createDirectories(kept);
            try (var old = Files.list(kept)) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
            try (var logs = Files.walk(sandbox.folder(), 2)) {
                for (var log : logs.filter(file -> file.toString().endsWith(".log") && Files.isRegularFile(file))
                        .toList()) {
                    Files.copy(log, kept.resolve(log.getFileName()));
                }
            }
            screen.text("What every process printed: " + kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
