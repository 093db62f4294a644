package dev.herald.worker.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a request.
 *
 * @param headers
 *            beyond Content-Type
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer json(int status, byte[] body) {
        return new Answer(status, "application/json", body, Map.of());
    }

    public static Answer text(int status, String body) {
        return new Answer(status, "text/plain; charset=utf-8", (body + "\n").getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    public Answer withHeader(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, body, more);
    }
}
