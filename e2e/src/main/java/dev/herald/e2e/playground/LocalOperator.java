package dev.herald.e2e.playground;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.herald.e2e.process.Child;

/** The operator as a process of this machine. One that is killed on purpose has another in its place; any other end is told. */
final class LocalOperator {
    private final Supplier<Child> starting;
    private volatile Child process;
    private volatile Child replaced;

    /** Starts it. */
    LocalOperator(Supplier<Child> starting) {
        this.starting = starting;
        start();
    }

    long pid() {
        return process.pid();
    }

    void start() {
        process = starting.get();
    }

    /** Kills it, and starts another. */
    void replace() {
        replaced = process;
        kill();
        awaitEnd();
        start();
    }

    void kill() {
        process.kill();
    }

    void awaitEnd() {
        process.exit().join();
    }

    /** Completes with the reason when it ends and nobody has killed it on purpose. */
    CompletableFuture<String> broken() {
        var watched = process;
        return watched.exit()
                .thenCompose(code -> watched == replaced
                        ? new CompletableFuture<>()
                        : CompletableFuture.completedFuture("the operator ended with exit code " + code));
    }
}
