package dev.herald.worker.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What the receiving side recognises a delivery by: the same for every attempt, another for every recipient, and of
 * characters that are safe in any header (docs/formats.md, "On the wire").
 *
 * @param message
 *            the message: {@code Herald-Message}
 * @param unit
 *            the message to this recipient of this channel: {@code webhook-id}, and the left part of the Message-ID
 */
public record WireId(String message, String unit) {
    private static final int MESSAGE_LENGTH = 22;

    public static WireId of(String source, String id, String channel, int recipientIndex) {
        byte[] hash = sha256().digest((source + "\n" + id).getBytes(StandardCharsets.UTF_8));
        String message = Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, MESSAGE_LENGTH);
        return new WireId(message, message + "." + channel + "." + recipientIndex);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
