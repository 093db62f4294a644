package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Labels;
import java.time.Instant;
import java.util.Optional;

/** A record of the log as the owner of its partition sees it; it comes back unchanged in {@link Command.Send}. */
public interface LogEntry {

    long offset();

    /** Whether {@code herald-channels} names this channel. */
    boolean addressed();

    /** From the headers. Asked only if {@link #addressed}. */
    Labels labels();

    /** Decodes when first asked, and only then. Asked only if {@link #addressed}. */
    Content content();

    /** What the bytes of a message hold for this channel. */
    sealed interface Content {}

    /**
     * @param recipients
     *            number of units: at least 1; 1 for a webhook without recipients
     */
    record Decoded(int recipients, Optional<Instant> deliverAfter, Optional<Instant> expiresAt) implements Content {}

    /**
     * @param error
     *            which member, and why; without addresses
     */
    record Undecodable(String error) implements Content {}
}
