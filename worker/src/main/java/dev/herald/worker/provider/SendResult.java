package dev.herald.worker.provider;

import java.time.Duration;
import java.util.Optional;

/** What is known after an attempt. Texts in it hold no addresses: see {@link ErrorText}. */
public sealed interface SendResult {

    /**
     * The provider has taken responsibility.
     *
     * @param reference
     *            what the provider calls it, or its answer; for people
     */
    record Accepted(String reference) implements SendResult {}

    /**
     * The provider has surely not taken it.
     *
     * @param permanent
     *            the same attempt would fail again
     * @param retryAfter
     *            what the provider asks for
     */
    record Failed(FailureKind kind, boolean permanent, String error,
            Optional<Duration> retryAfter) implements SendResult {}

    /** The message was handed over, entirely or in part, and no answer came: it may have been taken or not. */
    record Ambiguous(String error) implements SendResult {}

    static Failed failed(FailureKind kind, boolean permanent, String error) {
        return new Failed(kind, permanent, ErrorText.of(error), Optional.empty());
    }

    static Ambiguous ambiguous(String error) {
        return new Ambiguous(ErrorText.of(error));
    }
}
