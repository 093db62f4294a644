package dev.herald.operator;

import dev.herald.operator.leader.Candidacy;
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
 * @param candidacy
 *            {@code LEADER_ELECTION} (Enabled or Disabled) with {@code POD_NAME}, {@code POD_NAMESPACE} and {@code LEASE_NAME}; absent: it leads from the start, for nobody
 *            else stands for it
 */
public record Settings(Set<String> namespaces, String workerImage, Optional<String> host, int port,
        Optional<Candidacy> candidacy) {
    private static final String PORT = "8080";
    private static final String LEASE = "herald-operator";

    /** Of an operator that is the only one. */
    public Settings(Set<String> namespaces, String workerImage, Optional<String> host, int port) {
        this(namespaces, workerImage, host, port, Optional.empty());
    }

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
                port(environment.getOrDefault("HERALD_PORT", PORT)), candidacy(environment));
    }

    private static Optional<Candidacy> candidacy(Map<String, String> environment) {
        String election = environment.getOrDefault("LEADER_ELECTION", "Disabled");
        return switch (election) {
            case "Enabled" -> {
                String lease = environment.getOrDefault("LEASE_NAME", "");
                yield Optional.of(new Candidacy(required(environment, "POD_NAMESPACE", "namespace"),
                        lease.isBlank() ? LEASE : lease, required(environment, "POD_NAME", "name")));
            }
            case "Disabled", "" -> Optional.empty();
            default -> throw new IllegalArgumentException(
                    "LEADER_ELECTION must be Enabled or Disabled, not \"%s\"".formatted(election));
        };
    }

    private static String required(Map<String, String> environment, String variable, String field) {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException(
                    "%s must be set when LEADER_ELECTION is Enabled: in the pod's template, by fieldRef metadata.%s"
                            .formatted(variable, field));
        }
        return value;
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
