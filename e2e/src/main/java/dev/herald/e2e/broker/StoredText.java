package dev.herald.e2e.broker;

import java.time.Instant;
import java.util.Map;

/**
 * A record of a topic with its content, as text.
 *
 * @param at its timestamp
 * @param key empty: it has none
 * @param headers the last of each name
 * @param text empty: it has no value
 */
public record StoredText(int partition, long offset, Instant at, String key, Map<String, String> headers,
        String text) {}
