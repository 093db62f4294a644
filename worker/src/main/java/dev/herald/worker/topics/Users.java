package dev.herald.worker.topics;

import java.util.Set;

import dev.herald.worker.config.LiveSettings;

/**
 * For whom topics are there.
 *
 * @param channels
 *            keys
 * @param statusStream
 *            whether delivery status is published
 */
public record Users(Set<String> channels, boolean statusStream) {

    public static Users of(LiveSettings settings) {
        return new Users(settings.channels().keySet(), settings.statusStream().isPresent());
    }
}
