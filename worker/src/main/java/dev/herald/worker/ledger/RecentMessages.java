package dev.herald.worker.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The messages taken in lately, by their identity: a repeated (source, id) within 10 minutes is one message. The window
 * counts on the log's timestamps, so that a channel which catches up sees the duplicates of an outage; what is remembered
 * goes only when both the log and the ledger have moved on by the window.
 */
public final class RecentMessages {

    /** From the first message of an identity to the last that is taken for its repetition. */
    public static final Duration WINDOW = Duration.ofMinutes(10);

    private static final long WINDOW_MILLIS = WINDOW.toMillis();

    private Map<Identity, Place> younger = new HashMap<>();
    private Map<Identity, Place> older = new HashMap<>();
    private long latestMillis = Long.MIN_VALUE;
    private long generationLatestMillis = Long.MIN_VALUE;
    private long generationLedgerMillis = Long.MIN_VALUE;

    /** 128 bits of SHA-256: an id chosen on purpose must not meet another. */
    private record Identity(long high, long low) {}

    private record Place(long offset, long acceptedMillis) {}

    /**
     * @param ledgerMillis
     *            the ledger's time, milliseconds since 1970
     */
    public void add(long offset, Labels labels, long ledgerMillis) {
        long accepted = labels.accepted().toEpochMilli();
        turn(accepted, ledgerMillis);
        Identity identity = identity(labels);
        Place known = find(identity);
        if (known == null || accepted - known.acceptedMillis() >= WINDOW_MILLIS) {
            younger.put(identity, new Place(offset, accepted));
        }
    }

    /** Whether a message at another offset was it. */
    public boolean isRepetition(long offset, Labels labels) {
        Place known = find(identity(labels));
        return known != null && known.offset() != offset
                && Math.abs(labels.accepted().toEpochMilli() - known.acceptedMillis()) < WINDOW_MILLIS;
    }

    /** The latest accept time among the messages taken in, milliseconds since 1970. */
    public long latestMillis() {
        return latestMillis;
    }

    private void turn(long accepted, long ledgerMillis) {
        if (latestMillis == Long.MIN_VALUE) {
            generationLatestMillis = accepted;
            generationLedgerMillis = ledgerMillis;
        }
        latestMillis = Math.max(latestMillis, accepted);
        if (latestMillis - generationLatestMillis >= WINDOW_MILLIS
                && ledgerMillis - generationLedgerMillis >= WINDOW_MILLIS) {
            older = younger;
            younger = new HashMap<>();
            generationLatestMillis = latestMillis;
            generationLedgerMillis = ledgerMillis;
        }
    }

    private Place find(Identity identity) {
        Place place = younger.get(identity);
        return place == null ? older.get(identity) : place;
    }

    private static Identity identity(Labels labels) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(labels.source().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) ' ');
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(labels.id().getBytes(StandardCharsets.UTF_8)));
            return new Identity(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
