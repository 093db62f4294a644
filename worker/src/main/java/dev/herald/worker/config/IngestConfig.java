package dev.herald.worker.config;

/**
 * The HTTP door.
 *
 * @param authentication
 *            Token asks every request for one of the mounted tokens; None must be said
 */
public record IngestConfig(Authentication authentication) {

    /** How an application shows that it may send. */
    public enum Authentication {
        Token, None
    }

    static IngestConfig from(Section section) {
        return new IngestConfig(section.choice("authentication", Authentication.class));
    }
}
