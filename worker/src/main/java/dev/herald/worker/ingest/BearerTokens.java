package dev.herald.worker.ingest;

import dev.herald.worker.http.Incoming;
import dev.herald.worker.provider.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Who may send: whoever shows one of the tokens of the Secret (RFC 6750), one a line, so that they can be changed one
 * after the other. Digests are compared, in constant time, so that nothing is learnt from how long a refusal takes.
 */
final class BearerTokens {
    static final String KEY = "token";
    /** For {@link Credentials}. */
    static final List<String> KEYS = List.of(KEY);
    private static final String SCHEME = "bearer ";

    private final Credentials credentials;

    /**
     * @param credentials
     *            with the {@link #KEYS}, or none for a door that asks for nothing
     */
    BearerTokens(Credentials credentials) {
        this.credentials = credentials;
    }

    /** @throws Refusal 401, or 503 when there is no token that anyone could show */
    void check(Incoming request) throws Refusal {
        if (!credentials.expected()) {
            return;
        }
        Optional<String> tokens = Optional.ofNullable(credentials.values().get(KEY)).filter(text -> !text.isBlank());
        if (tokens.isEmpty()) {
            throw Refusal.later(Refusal.Reason.NOT_READY,
                    "ingest.authentication: the Secret or its key " + KEY + " is not there");
        }
        byte[] shown = digest(shown(request));
        boolean known = false;
        for (String token : tokens.get().lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
            known |= MessageDigest.isEqual(shown, digest(token));
        }
        if (!known) {
            throw new Refusal(401, Refusal.Reason.UNAUTHORIZED, "authorization",
                    "shows a token that is not known here");
        }
    }

    private static String shown(Incoming request) throws Refusal {
        String header = request.header("authorization").orElse("");
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Refusal(401, Refusal.Reason.UNAUTHORIZED, "authorization",
                    "is missing: send the header Authorization: Bearer and a token");
        }
        return header.substring(SCHEME.length()).strip();
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
