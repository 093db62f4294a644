package dev.herald.worker.provider;

import dev.herald.worker.config.ProviderConfig;
import dev.herald.worker.config.ProviderConfig.Smtp;
import dev.herald.worker.config.ProviderConfig.Webhook;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Makes the provider that a channel's configuration asks for. */
public final class Providers {
    private Providers() {
    }

    /**
     * @param secret
     *            the folder where the channel's Secret is mounted; empty when the channel names none
     * @throws dev.herald.worker.config.ConfigurationException
     *             when the configuration cannot work
     */
    public static Provider open(ProviderConfig provider, Optional<Path> secret, InstantSource clock) {
        return switch (provider.endpoint()) {
            case Smtp smtp -> new SmtpProvider(smtp, new Credentials(secret, SmtpProvider.KEYS, clock));
            case Webhook webhook ->
                new WebhookProvider(webhook, new Credentials(secret, WebhookProvider.KEYS, clock), clock);
        };
    }
}
