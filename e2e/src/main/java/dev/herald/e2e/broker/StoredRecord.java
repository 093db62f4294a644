package dev.herald.e2e.broker;

import java.time.Instant;

/**
 * A record of a topic, without its content.
 *
 * @param at its timestamp
 * @param event the id of the event in it; empty: it has none
 * @param contentType of its value; empty: it does not say
 * @param quarantinedFor the channel whose sender put it there, in the quarantine topic; empty elsewhere
 */
public record StoredRecord(int partition, long offset, Instant at, String event, String contentType,
        String quarantinedFor) {}
