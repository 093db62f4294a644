package dev.herald.operator.leader;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Whether this process is the one that writes. */
public interface Leadership extends AutoCloseable {
    /** Begins to stand for it. */
    void seek();

    /** Completes when it has been won; it may be lost again by then. */
    CompletableFuture<Void> gained();

    /** Whether it is held now: nobody else can hold it. */
    boolean held();

    /** Why it can neither be won nor kept at this moment, for people. */
    Optional<String> obstacle();

    /** Gives it up; from then on it is not held. The next may write at once: all that must be written has been. */
    @Override
    void close();

    /** Of an operator that nobody stands by. */
    static Leadership alone() {
        return new Leadership() {
            @Override
            public void seek() {
                // nobody else seeks it
            }

            @Override
            public CompletableFuture<Void> gained() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public boolean held() {
                return true;
            }

            @Override
            public Optional<String> obstacle() {
                return Optional.empty();
            }

            @Override
            public void close() {
                // nobody waits for it
            }
        };
    }
}
