package dev.herald.worker;

import java.util.concurrent.CompletionStage;

/** What a worker process is for. */
public interface Role extends AutoCloseable {
    /** Begins, and returns when everything is under way. */
    void start();

    /**
     * Completes with the exit code when the role has come to its end by itself: a replay that is done, or any role that
     * cannot go on. Never completes for a service that runs until it is closed.
     */
    CompletionStage<Integer> ended();

    /** Ends gracefully: finishes what is under way, writes what is known, leaves. */
    @Override
    void close();
}
