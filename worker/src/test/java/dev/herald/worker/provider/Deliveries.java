package dev.herald.worker.provider;

import dev.herald.worker.format.Message;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Deliveries for tests: the first recipient of the message's only channel, event 17 of /shop. */
final class Deliveries {
    private Deliveries() {
    }

    static Delivery of(Message message) {
        return of(message, 1);
    }

    static Delivery of(Message message, int attempt) {
        Map.Entry<String, java.util.List<String>> channel = message.recipients().entrySet().iterator().next();
        return new Delivery(message,
                new Delivery.Event("/shop", "17", "dev.herald.order", Instant.parse("2026-11-23T08:00:00Z")),
                channel.getKey(), 0,
                Optional.ofNullable(channel.getValue().isEmpty() ? null : channel.getValue().get(0)),
                attempt, "00112233445566778899aabbccddeeff");
    }
}
