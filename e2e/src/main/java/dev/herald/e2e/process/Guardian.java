package dev.herald.e2e.process;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A shell that waits until its parent is gone, by whatever end, then kills every process that carries the sandbox's mark in its environment and
 * deletes the sandbox's folder. The mark is inherited, so that grandchildren and children that were just being started are found as well.
 * It reads {@code /proc}: Linux alone.
 */
final class Guardian {
    /** Names the sandbox that a process belongs to. */
    static final String VARIABLE = "HERALD_SANDBOX";

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            cat >/dev/null
            marked() { grep -lzxs "$1=$2" /proc/[0-9]*/environ | sed 's,/proc/,,; s,/environ,,'; }
            while pids=$(marked "$1" "$2"); [ -n "$pids" ]; do
                kill -KILL $pids 2>/dev/null
                sleep 0.02
            done
            # Who is about to end may still put a file where one was just removed.
            for try in $(seq 100); do
                rm -rf "$3" 2>/dev/null && break
                sleep 0.05
            done
            """;

    private final Process shell;

    private Guardian(Process shell) {
        this.shell = shell;
    }

    static Guardian of(String id, Path folder) throws IOException {
        var shell = new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "herald-guardian", VARIABLE, id,
                folder.toString());
        // A guardian started inside another sandbox outlives it for as long as it takes to clear its own.
        shell.environment().remove(VARIABLE);
        shell.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        return new Guardian(shell.start());
    }

    /** Lets it clear up now and waits. */
    void finish() {
        try {
            shell.getOutputStream().close();
            shell.waitFor();
        } catch (IOException e) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
