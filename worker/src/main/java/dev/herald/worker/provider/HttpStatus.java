package dev.herald.worker.provider;

import java.time.Duration;
import java.util.Optional;

/**
 * What the status of a webhook's answer means: RFC 9110 section 15, and for 429 RFC 6585 section 4. The endpoint is the
 * channel's, so that one that is not there is a broken provider, not a wrong recipient. 502 and 504 say that nobody
 * behind the gateway has answered: they count as failed, and the {@code webhook-id} tells a second delivery.
 */
record HttpStatus(int code) {

    boolean accepted() {
        return code >= 200 && code < 300;
    }

    SendResult.Failed failure(String error, Optional<Duration> retryAfter) {
        return new SendResult.Failed(kind(), permanent(), Integer.toString(code), error, retryAfter);
    }

    private FailureKind kind() {
        return switch (code) {
            case 401, 403, 407 -> FailureKind.CREDENTIALS;
            case 402, 404, 405, 408, 409, 410, 421, 423, 425, 429 -> FailureKind.PROVIDER;
            // Section 15.5: a client treats an unrecognised status as the x00 of its class.
            default -> code >= 400 && code < 500 ? FailureKind.CONTENT : FailureKind.PROVIDER;
        };
    }

    // Only what is wrong with the message stays wrong, and an endpoint that says it is gone.
    private boolean permanent() {
        return kind() == FailureKind.CONTENT || code == 410;
    }
}
