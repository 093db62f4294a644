package dev.herald.worker.provider;

import java.net.URI;

/** Where webhooks go, from the Channel. */
public record WebhookSettings(URI url, Addresses addresses) {

    /** Which addresses the URL's host may have. */
    public enum Addresses {
        /** Those of the public Internet: a URL that a tenant has given must not reach inside. */
        PUBLIC,
        /** All. */
        ANY
    }

    /** @throws IllegalArgumentException when the URL is no HTTP URL, or holds secrets that would end in logs */
    public WebhookSettings {
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new IllegalArgumentException("webhook.url must be like https://hooks.example.org/path");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "webhook.url must not hold a user or password; requests are signed with signingKey instead");
        }
    }
}
