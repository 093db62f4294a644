package dev.herald.worker.config;

import java.time.Duration;

/**
 * One way out of a channel.
 *
 * @param timeout
 *            the hard deadline of a send
 */
public record ProviderConfig(String name, Duration timeout, Endpoint endpoint) {

    /** Where and how the provider is reached. */
    public sealed interface Endpoint permits Smtp, Webhook {}

    /**
     * A mail relay.
     *
     * @param from
     *            the sender's address, in the envelope and in the header
     */
    public record Smtp(String host, int port, Tls tls, String from) implements Endpoint {
        /** Required: STARTTLS or nothing; Implicit: TLS from the first byte; None: in the clear. */
        public enum Tls {
            Required, Implicit, None
        }
    }

    /**
     * An HTTP endpoint.
     *
     * @param addresses
     *            whether the endpoint may lie in a network that is not public
     */
    public record Webhook(String url, Addresses addresses) implements Endpoint {
        /** Public: global unicast addresses only; Any: no guard. */
        public enum Addresses {
            Public, Any
        }
    }

    static ProviderConfig from(Section section) {
        return new ProviderConfig(section.text("name"), SendConfig.positive(section, "timeout"), endpoint(section));
    }

    private static Endpoint endpoint(Section section) {
        if (section.has("smtp") == section.has("webhook")) {
            throw section.wrong("smtp", "or webhook must be there, exactly one of them");
        }
        if (section.has("smtp")) {
            Section smtp = section.section("smtp");
            return new Smtp(smtp.text("host"), smtp.integer("port", 1, 65_535), smtp.choice("tls", Smtp.Tls.class),
                    smtp.text("from"));
        }
        Section webhook = section.section("webhook");
        return new Webhook(webhook.text("url"), webhook.choice("addresses", Webhook.Addresses.class));
    }
}
