package dev.herald.worker.provider;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The symmetric signature "v1" of Standard Webhooks (github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over
 * id, timestamp and body.
 */
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /**
     * @param signingKey
     *            {@code whsec_} and base64
     * @throws IllegalArgumentException
     *             when it is not
     */
    WebhookSignature(String signingKey) {
        if (!signingKey.startsWith(PREFIX) || signingKey.length() == PREFIX.length()) {
            throw new IllegalArgumentException("signingKey must be whsec_ followed by base64");
        }
        try {
            key = new SecretKeySpec(Base64.getDecoder().decode(signingKey.substring(PREFIX.length())), ALGORITHM);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("signingKey must be whsec_ followed by base64", e);
        }
    }

    /**
     * @param timestamp
     *            seconds since 1970
     * @return the value of {@code webhook-signature}
     */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
