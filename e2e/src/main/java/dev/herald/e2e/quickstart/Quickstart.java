package dev.herald.e2e.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;

import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.PlaygroundOptions;
import dev.herald.e2e.playground.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A whole Herald on this machine, or on a cluster, for a first look: {@code bin/quickstart}. */
@Command(name = "bin/quickstart", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Runs Herald on this machine, without a cluster and without Docker: posts orders, breaks the mail server, and shows how the operator",
        "notices and repairs it. Kafka, SMTP and HTTP are real; pods are local processes. Nothing stays behind.",
        "With --kubeconfig the same on a real cluster, with broker and sinks as pods.",
        "Exit code 0: nothing was lost and nothing was sent twice."})
public final class Quickstart implements Callable<Integer> {
    @Option(names = "--keep", description = "Leave everything running at the end, with a live view, until Ctrl-C.")
    private boolean keep;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "1000", description = "How many orders to post (default: ${DEFAULT-VALUE}, at least 200).")
    private int messages;

    @Option(names = "--examples", paramLabel = "DIR", defaultValue = "examples/quickstart", description = {
            "Other manifests than ${DEFAULT-VALUE}; they must bring a pipeline orders with channels email and hooks."})
    private Path examples;

    @Mixin
    private PlaygroundOptions options;

    public static void main(String[] arguments) {
        PlaygroundOptions.prepareProcess();
        System.exit(new CommandLine(new Quickstart()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (messages < 200) {
            System.err.println("--messages: at least 200, or the rule of examples/quickstart has too few to judge by");
            return CommandLine.ExitCode.USAGE;
        }
        return options.run("quickstart", Set.of(), this::tell);
    }

    private boolean tell(Playground playground, Screen screen, Runnable unhappy)
            throws IOException, InterruptedException {
        var tally = new Story(playground, screen, options.tree().resolve(examples), messages).tell();
        screen.text("\n" + tally.table().indent(2).stripTrailing() + "\n");
        if (tally.problems().isEmpty()) {
            screen.text(screen.green("Nothing lost, nothing twice") + String.format(Locale.ROOT,
                    ": counted at the sinks, attachments compared by SHA-256. %.1f s.",
                    screen.elapsed().toMillis() / 1000.0));
        } else {
            screen.text(screen.red("Not as it should be: ") + String.join("; ", tally.problems()));
            unhappy.run();
        }
        if (keep) {
            new LiveView(playground, screen).show();
        }
        return tally.problems().isEmpty();
    }
}
