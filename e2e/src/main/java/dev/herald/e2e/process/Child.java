package dev.herald.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** A running process of a {@link Sandbox}; every signal goes to it alone, by its id. */
public final class Child {
    private final Process process;

    Child(Process process) {
        this.process = process;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit code; 128 + the signal's number when a signal ended it. */
    public CompletableFuture<Integer> exit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** SIGTERM: asks it to finish. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL: ends it, also when it is stopped. */
    public void kill() {
        process.destroyForcibly();
    }

    /** SIGSTOP: it stands still until {@link #resume()}. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT: it goes on after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            var kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + pid() + " has ended: no SIG" + name + " for it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
