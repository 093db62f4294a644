package dev.herald.e2e.sink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** By SHA-256: in hex, by which attachments are compared, and the name by which a sink knows a message. */
public final class Digest {
    private static final int NAME = 22;

    private Digest() {
    }

    public static String of(byte[] content) {
        return HexFormat.of().formatHex(sha256(content));
    }

    /** What {@code Herald-Message} says of a message: the first 22 characters of base64url of SHA-256 of source, line feed, id. */
    public static String message(String source, String id) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sha256((source + "\n" + id).getBytes(StandardCharsets.UTF_8)))
                .substring(0, NAME);
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
