package dev.herald.worker.provider;

/**
 * Where mail goes out, from the Channel.
 *
 * @param from
 *            the sender's mail address, of the envelope and the header; its domain is that of the Message-ID
 */
public record SmtpSettings(String host, int port, Tls tls, String from) {

    /** How the connection is encrypted. There is no "if the server can": that is none for whoever sits between. */
    public enum Tls {
        /** STARTTLS, or no mail (RFC 3207). */
        REQUIRED,
        /** TLS from the first byte (RFC 8314). */
        IMPLICIT,
        /** In clear. */
        NONE
    }
}
