package dev.herald.e2e.drill;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

import dev.herald.e2e.playground.Playground;
import dev.herald.e2e.playground.PlaygroundOptions;
import dev.herald.e2e.playground.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Re-enacts a fault that once was an incident, and counts what came of it: {@code bin/drill}. */
@Command(name = "bin/drill", mixinStandardHelpOptions = true, sortOptions = false, usageHelpWidth = 150, description = {
        "Re-enacts, end to end, a fault that once was an incident, and counts at the receiving side what came of it.",
        "Bad releases are other builds of the worker, made of its sources. Nothing stays behind.",
        "Prints each figure beside its goal, and one line at the end. A count that is off fails the drill; a time only",
        "beyond three times its goal, for machines are shared. docs/drills.md has them all."}, exitCodeListHeading = "Exit codes:%n", exitCodeList = {
                "0:passed", "1:failed", "2:wrong usage"})
public final class Drills implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "One of ${COMPLETION-CANDIDATES}")
    private DrillName name;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides in which bursts orders come (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--messages", paramLabel = "N", description = {
            "How many orders to post at least (default: 1000, D6: 300); they flow, some 15 a second, as long as the drill lasts.",
            "D5: how many at once (default: 100000). D10: how many, as fast as they are sent (default: 1000000)."})
    private Integer messages;

    @Mixin
    private PlaygroundOptions options;

    public static void main(String[] arguments) {
        PlaygroundOptions.prepareProcess();
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new Drills()).setCaseInsensitiveEnumValuesAllowed(true);
        line.getCommandSpec()
                .usageMessage()
                .footerHeading("Drills:%n")
                .footer(Arrays.stream(DrillName.values())
                        .map(one -> "  " + one + "  " + one.drill().about())
                        .toArray(String[]::new));
        return line;
    }

    @Override
    public Integer call() throws IOException {
        return options.run("drill", name.drill().builds(), this::run);
    }

    private boolean run(Playground playground, Screen screen, Runnable unhappy) throws Exception {
        screen.step(name.name(), name.drill().about());
        var figures = new Figures();
        var broken = rehearse(playground, screen, figures);
        screen.text("");
        figures.lines().forEach(line -> screen.text("  " + line));
        boolean passed = broken.isEmpty() && figures.off().isEmpty();
        if (!passed) {
            unhappy.run();
        }
        screen.text("");
        screen.text(passed
                ? screen.green(name + " passed") + ": " + figures.lines().size() + " figures, seed " + seed
                        + String.format(Locale.ROOT, ", %.1f s", screen.elapsed().toMillis() / 1000.0)
                : screen.red(name + " FAILED") + ": " + broken.orElseGet(() -> String.join("; ", figures.off())));
        return passed;
    }

    /** What was waited for in vain; empty: nothing. */
    private Optional<String> rehearse(Playground playground, Screen screen, Figures figures) throws Exception {
        try (var rehearsal = new Rehearsal(playground, screen, options.tree(), seed,
                messages == null ? name.drill().messages() : messages)) {
            name.drill().run(rehearsal, figures);
            return Optional.empty();
        } catch (IllegalStateException e) {
            return Optional.of(e.getMessage());
        } catch (IOException | RuntimeException e) {
            return Optional.of(e.toString());
        }
    }
}
