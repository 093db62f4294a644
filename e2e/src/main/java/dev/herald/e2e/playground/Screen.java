package dev.herald.e2e.playground;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a person sees: one line for each thing that happens, with its time, and below them one line that moves while something is under way. */
public final class Screen implements AutoCloseable {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final int PERIOD_MILLIS = 100;

    private final PrintStream out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private final ScheduledExecutorService refresh = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private Supplier<String> moving = () -> "";
    private boolean silent;

    /**
     * @param terminal whether a line can be written over, and colours can be seen
     */
    public Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        if (terminal) {
            refresh.scheduleAtFixedRate(this::redraw, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Something has happened. */
    public synchronized void step(String what, String details) {
        moving = () -> "";
        print(dim(time()) + "  " + bold("%-20s".formatted(what)) + " " + details);
    }

    /** Something is under way, until the next step. */
    public synchronized void progress(Supplier<String> line) {
        moving = line;
    }

    /** A text of its own. */
    public synchronized void text(String text) {
        print(text);
    }

    /** Since the beginning. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    public String bold(String text) {
        return terminal ? "\033[1m" + text + "\033[0m" : text;
    }

    public String dim(String text) {
        return terminal ? "\033[2m" + text + "\033[0m" : text;
    }

    public String red(String text) {
        return terminal ? "\033[31m" + text + "\033[0m" : text;
    }

    public String green(String text) {
        return terminal ? "\033[32m" + text + "\033[0m" : text;
    }

    /** Says nothing any more: the person has pressed Ctrl-C. */
    public synchronized void silence() {
        if (terminal && !silent) {
            out.print(CLEAR_LINE);
            out.flush();
        }
        silent = true;
    }

    private String time() {
        return String.format(Locale.ROOT, "%6.1f s", elapsed().toMillis() / 1000.0);
    }

    private void print(String text) {
        if (!silent) {
            out.print((terminal ? CLEAR_LINE : "") + text + "\n");
            out.flush();
        }
    }

    private synchronized void redraw() {
        var line = moving.get();
        if (!silent && !line.isEmpty()) {
            out.print(CLEAR_LINE + dim(time() + "  " + line));
            out.flush();
        }
    }

    @Override
    public void close() {
        refresh.shutdownNow();
        silence();
    }
}
