package dev.herald.worker.config;

import java.util.Map;

/**
 * Who this worker is, from its environment.
 *
 * @param pod
 *            POD_NAME
 * @param namespace
 *            POD_NAMESPACE
 * @param address
 *            POD_IP: where it listens
 * @param port
 *            HERALD_PORT
 */
public record Identity(String pod, String namespace, String address, int port) {
    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    /**
     * @throws ConfigurationException
     *             if a variable is absent or wrong
     */
    public static Identity from(Map<String, String> environment) {
        return new Identity(required(environment, "POD_NAME"), required(environment, "POD_NAMESPACE"),
                required(environment, "POD_IP"), port(environment.get("HERALD_PORT")));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new ConfigurationException(
                    "environment variable %s is missing: set it from the pod's fields".formatted(name));
        }
        return value;
    }

    // 0 asks the operating system for a free port: for tests.
    private static int port(String text) {
        if (text == null || text.isBlank()) {
            return DEFAULT_PORT;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw badPort(text);
        }
        throw badPort(text);
    }

    private static ConfigurationException badPort(String text) {
        return new ConfigurationException("environment variable HERALD_PORT must be a port, not " + text);
    }
}
