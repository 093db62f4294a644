package dev.herald.worker.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a delivery on the wire: the same for every attempt, another for every recipient, and of characters
 * that are safe in any header. {@code Herald-Message}, the left part of the Message-ID, and {@code webhook-id}.
 *
 * @param text
 *            32 hex digits
 */
public record WireId(String text) {
    private static final int BYTES = 16;

    /** The first 128 bits of the SHA-256 of the parts, each after its length, so that no two lists of parts meet. */
    public static WireId of(String source, String id, String channel, int recipientIndex) {
        MessageDigest digest = sha256();
        for (String part : new String[]{source, id, channel, Integer.toString(recipientIndex)}) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        return new WireId(HexFormat.of().formatHex(digest.digest(), 0, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
