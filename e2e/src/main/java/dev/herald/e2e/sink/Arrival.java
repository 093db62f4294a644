package dev.herald.e2e.sink;

import java.time.Instant;
import java.util.Set;

/**
 * One message as it came in over the wire at a sink, whatever the sink then answered.
 *
 * @param message the value of {@code Herald-Message}: one and the same for all recipients and attempts
 * @param attempt the value of {@code Herald-Attempt}, from 1
 * @param claim the value of {@code Herald-Claim}: one and the same for one sending
 * @param channel the channel this sink stands for
 * @param recipient the envelope's recipient, or the request's path
 * @param attachments SHA-256 of each attachment's content, in hex
 * @param at when it was complete
 */
public record Arrival(String message, int attempt, String claim, String channel, String recipient,
        Set<String> attachments, Instant at) {
    public Arrival {
        attachments = Set.copyOf(attachments);
    }

    /** What is to be sent once, whatever the number of attempts. */
    public Unit unit() {
        return new Unit(message, channel, recipient);
    }

    /** A message to one recipient of one channel. */
    public record Unit(String message, String channel, String recipient) {}
}
