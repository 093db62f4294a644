package dev.herald.worker.status.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * How the status stream does, by its own view (docs/formats.md, "The report").
 *
 * @param behind
 *            facts of ledgers not yet published
 * @param oldest
 *            ledger time of the oldest of them
 * @param published
 *            events since this worker began
 * @param truncated
 *            of these, those that were too large
 * @param missing
 *            accepted by a provider longer ago than the objective, and no status published
 * @param message
 *            why it does not move, for people; empty when it does
 */
public record StreamFigures(boolean enabled, long behind, Optional<Instant> oldest, long published, long truncated,
        long missing, String message) {

    /** Of a stream that has not begun. */
    static final StreamFigures NONE = new StreamFigures(false, 0, Optional.empty(), 0, 0, 0, "");
}
