package dev.herald.worker.provider;

import dev.herald.worker.format.Message;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to send one message to one recipient of one channel.
 *
 * @param event
 *            the CloudEvent that the message came in
 * @param channel
 *            the channel's key
 * @param recipientIndex
 *            place in the message's list for the channel, from 0; 0 when the list is empty
 * @param recipient
 *            empty when the message addresses the channel as such
 * @param attempt
 *            1 for the first; on the wire as {@code Herald-Attempt}
 * @param claim
 *            the id of the claim in the ledger that allows this send, in hex; on the wire as {@code Herald-Claim}
 */
public record Delivery(Message message, Event event, String channel, int recipientIndex, Optional<String> recipient,
        int attempt, String claim) {

    /** The attributes of a CloudEvent 1.0 that name a message everywhere: (source, id) is its identity. */
    public record Event(String source, String id, String type, Instant time) {}

    /** What sinks recognise this delivery by, over all attempts. */
    public WireId wireId() {
        return WireId.of(event.source(), event.id(), channel, recipientIndex);
    }
}
