package dev.herald.worker.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.herald.worker.http.Answer;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;

/** Why a request is not taken: the status, and what its sender needs to know to do better. */
final class Refusal extends Exception {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int status;
    private final Reason reason;
    private final String field;

    /** For programs and for the counters. */
    enum Reason {
        INVALID_EVENT, INVALID_MESSAGE, UNAUTHORIZED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNKNOWN_CHANNEL, PINNED_FORMAT, METHOD, BUSY, LOG_UNAVAILABLE, NOT_READY;

        /** As in answers: {@code UnknownChannel}. */
        String text() {
            var text = new StringBuilder();
            for (String word : name().split("_")) {
                text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
            }
            return text.toString();
        }
    }

    /**
     * @param field
     *            the header, attribute or member that is wrong; empty when it is the request as a whole
     * @param message
     *            what is wrong with it and what to do, to be read after the field's name
     */
    Refusal(int status, Reason reason, String field, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
        this.field = field;
    }

    static Refusal event(String field, String message) {
        return new Refusal(400, Reason.INVALID_EVENT, field, message);
    }

    static Refusal message(String field, String message) {
        return new Refusal(400, Reason.INVALID_MESSAGE, field, message);
    }

    static Refusal tooLarge(String what, int limit) {
        return new Refusal(413, Reason.TOO_LARGE, "eventLog.maxMessageSize",
                "of the pipeline is " + limit + " bytes; " + what);
    }

    static Refusal later(Reason reason, String message) {
        return new Refusal(503, reason, "", message);
    }

    int status() {
        return status;
    }

    Reason reason() {
        return reason;
    }

    Answer answer() {
        var body = new LinkedHashMap<String, String>();
        body.put("error", reason.text());
        if (!field.isEmpty()) {
            body.put("field", field);
        }
        body.put("message", field.isEmpty() ? getMessage() : field + " " + getMessage());
        try {
            Answer answer = Answer.json(status, JSON.writeValueAsBytes(body));
            return switch (status) {
                case 401 -> answer.withHeader("WWW-Authenticate", "Bearer");
                case 405 -> answer.withHeader("Allow", "POST");
                case 503 -> answer.withHeader("Retry-After", reason == Reason.BUSY ? "1" : "5");
                default -> answer;
            };
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
