package dev.herald.worker.provider;

import java.time.Duration;
import java.util.Optional;

/** What is known after an attempt. No text in it holds an address: see {@link ErrorText}. */
public sealed interface SendResult {

    /**
     * The provider has taken responsibility.
     *
     * @param reference
     *            the provider's answer, often with its own name for the message; for people
     */
    record Accepted(String reference) implements SendResult {
        public Accepted {
            reference = ErrorText.of(reference);
        }
    }

    /**
     * The provider has surely not taken it.
     *
     * @param permanent
     *            the same attempt would fail again
     * @param code
     *            the SMTP reply code or HTTP status; empty when there was no answer
     * @param retryAfter
     *            what the provider asks for
     */
    record Failed(FailureKind kind, boolean permanent, String code, String error,
            Optional<Duration> retryAfter) implements SendResult {
        public Failed {
            error = ErrorText.of(error);
        }
    }

    /** The message was handed over, entirely or in part, and no answer came: it may have been taken or not. */
    record Ambiguous(String error) implements SendResult {
        public Ambiguous {
            error = ErrorText.of(error);
        }
    }

    /** Failed without an answer of the provider, in a way that time may heal. */
    static Failed temporary(FailureKind kind, String error) {
        return new Failed(kind, false, "", error, Optional.empty());
    }

    /** Failed without an answer of the provider, in a way that a second try meets again. */
    static Failed permanent(FailureKind kind, String error) {
        return new Failed(kind, true, "", error, Optional.empty());
    }
}
