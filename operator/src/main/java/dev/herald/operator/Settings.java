package dev.herald.operator;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the operator is started, from its environment.
 *
 * @param namespaces
 *            {@code WATCH_NAMESPACES}: to watch, comma-separated; none means all
 * @param workerImage
 *            {@code WORKER_IMAGE}: of workers whose pipeline names none
 * @param host
 *            {@code POD_IP}: the address it listens on; absent: all
 * @param port
 *            {@code HERALD_PORT}: where it listens for {@code /healthz}, {@code /readyz} and {@code /metrics}; 0 takes a free one
 */
public record Settings(Set<String> namespaces, String workerImage, Optional<String> host, int port) {
    private static final String PORT = "8080";

    /**
     * Reads an environment.
     *
     * @throws IllegalArgumentException
     *             naming the variable
     */
    public static Settings from(Map<String, String> environment) {
        Set<String> namespaces = new LinkedHashSet<>(
                Arrays.stream(environment.getOrDefault("WATCH_NAMESPACES", "").split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList());
        String image = environment.getOrDefault("WORKER_IMAGE", "");
        if (image.isBlank()) {
            throw new IllegalArgumentException("WORKER_IMAGE must name the image of the workers");
        }
        return new Settings(namespaces, image,
                Optional.ofNullable(environment.get("POD_IP")).filter(host -> !host.isBlank()),
                port(environment.getOrDefault("HERALD_PORT", PORT)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new IllegalArgumentException("HERALD_PORT must be a number from 0 to 65535, not \"%s\"".formatted(text));
    }
}
