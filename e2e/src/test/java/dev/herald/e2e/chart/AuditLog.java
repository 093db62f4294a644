package dev.herald.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What somebody asked of an API server, by its log of requests. */
public record AuditLog(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CREATED = 201;
    private static final int FORBIDDEN = 403;

    /** What the user was allowed to do, and did. */
    public SortedSet<Permission> used(String user) {
        SortedSet<Permission> used = new TreeSet<>();
        requests(user).filter(request -> !isRefused(request) && request.has("objectRef")).forEach(request -> {
            String verb = request.path("verb").asText();
            used.add(permission(request, verb));
            // A server-side apply of what is not there creates it, and needs the right to.
            if (verb.equals("patch") && code(request) == CREATED) {
                used.add(permission(request, "create"));
            }
        });
        return used;
    }

    /** What the user asked for in vain, and why. */
    public List<String> refused(String user) {
        return requests(user).filter(AuditLog::isRefused)
                .map(request -> request.path("verb").asText() + " " + request.path("requestURI").asText() + ": "
                        + request.path("responseStatus").path("message").asText())
                .distinct()
                .toList();
    }

    private Stream<JsonNode> requests(String user) {
        try {
            return Files.readAllLines(file)
                    .stream()
                    .map(AuditLog::parsed)
                    .filter(request -> user.equals(request.path("user").path("username").asText()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Permission permission(JsonNode request, String verb) {
        JsonNode object = request.path("objectRef");
        String subresource = object.path("subresource").asText();
        return new Permission(object.path("apiGroup").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource), verb);
    }

    private static boolean isRefused(JsonNode request) {
        return code(request) == FORBIDDEN;
    }

    private static int code(JsonNode request) {
        return request.path("responseStatus").path("code").asInt();
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
