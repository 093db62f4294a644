package dev.herald.worker.provider;

import java.time.Duration;
import java.util.Optional;

/**
 * What the status of a webhook's answer means; docs/failures.md has the table with its sources. The endpoint is the
 * channel's and all requests to it are alike but for the message, so that one that is not there, or wants another kind of
 * request, is a broken provider. 502 and 504 say that nobody behind the gateway has answered: they count as failed, and the
 * {@code webhook-id} tells a second delivery.
 */
record HttpStatus(int code) {

    boolean accepted() {
        return code >= 200 && code < 300;
    }

    SendResult.Failed failure(String error, Optional<Duration> retryAfter) {
        return new SendResult.Failed(kind(), permanent(retryAfter), Integer.toString(code), error, retryAfter);
    }

    private FailureKind kind() {
        return switch (code) {
            case 401, 403, 407 -> FailureKind.CREDENTIALS;
            case 402, 404, 405, 406, 408, 409, 410, 411, 412, 414, 415, 416, 417, 421, 423, 424, 425, 426, 428, 429,
                    431,
                    451 ->
                FailureKind.PROVIDER;
            case 511 -> FailureKind.NETWORK;
            // RFC 9110 section 15: a client treats an unrecognised status as the x00 of its class.
            default -> code >= 400 && code < 500 ? FailureKind.CONTENT : FailureKind.PROVIDER;
        };
    }

    // Only what is wrong with the message stays wrong, and an endpoint that says it is gone. A 413 that says when to come
    // again is one for now (RFC 9110 section 15.5.14).
    private boolean permanent(Optional<Duration> retryAfter) {
        boolean forNow = code == 413 && retryAfter.isPresent();
        return kind() == FailureKind.CONTENT && !forNow || code == 410;
    }
}
