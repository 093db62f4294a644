package dev.herald.worker.kafka;

import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The metadata of a commit: {@code 1 <takeover> <topic id> <safe point>} (docs/formats.md, "How an owner lives").
 *
 * @param takeover
 *            the one current at the safe point
 * @param topic
 *            id of the log the progress is of
 * @param safePoint
 *            the ledger offset where a new owner starts to read
 */
public record CommittedProgress(long takeover, Uuid topic, long safePoint) {
    private static final String VERSION = "1";

    /** As it is committed. */
    public String encode() {
        return "%s %d %s %d".formatted(VERSION, takeover, topic, safePoint);
    }

    /**
     * Empty for a commit that has no metadata, as one made by hand.
     *
     * @throws IllegalStateException
     *             if it is of a version this worker does not know
     */
    public static Optional<CommittedProgress> decode(String metadata) {
        if (metadata.isBlank()) {
            return Optional.empty();
        }
        String[] parts = metadata.strip().split(" ");
        if (!parts[0].equals(VERSION) || parts.length < 4) {
            throw new IllegalStateException(
                    "progress was committed in a version this worker does not know: " + metadata);
        }
        try {
            return Optional.of(new CommittedProgress(Long.parseLong(parts[1]), Uuid.fromString(parts[2]),
                    Long.parseLong(parts[3])));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("progress was committed with metadata that say nothing: " + metadata, e);
        }
    }
}
