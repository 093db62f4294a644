package dev.herald.worker.config;

/**
 * What a worker was given is wrong, and a second try with the same files will not help. The message names the file and
 * the field and says what to do.
 */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
