package dev.herald.e2e.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.sink.Arrival;

/**
 * What a reader of the status topic knows in the end: of each message to a channel the last event (docs/formats.md, the status topic). Orders have
 * one recipient a channel.
 *
 * @param last the outcome of the last event by what it is about
 */
record StatusEvents(Map<StatusEvents.About, String> last) {
    static final String TOPIC = "orders.status";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCEPTED = "Accepted";

    /**
     * A message to a channel. Its place is in every event, its id is not.
     *
     * @param where it lies in the log, such as {@code log/3@17}
     */
    record About(String where, String channel) {}

    /** Who reads all of the topic. */
    static StatusEvents of(List<StoredText> records) {
        return read(records, record -> true);
    }

    /** Who reads nothing but what a replay has published once more. */
    static StatusEvents rehydrated(List<StoredText> records) {
        return read(records, record -> "true".equals(record.headers().get("ce_rehydrated")));
    }

    private static StatusEvents read(List<StoredText> records, Predicate<StoredText> which) {
        var last = new HashMap<About, String>();
        records.stream()
                .filter(which)
                .sorted(Comparator.comparing(StoredText::partition).thenComparing(StoredText::offset))
                .map(record -> data(record.text()))
                .forEach(data -> last.put(new About(data.path("where").asText(), data.path("channel").asText()),
                        data.path("outcome").asText()));
        return new StatusEvents(last);
    }

    private static JsonNode data(String message) {
        try {
            return JSON.readTree(message).path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The units of which the last event is that a provider took them.
     *
     * @param log all of it
     */
    Set<Arrival.Unit> accepted(List<StoredRecord> log) {
        var units = new HashSet<Arrival.Unit>();
        for (var record : log) {
            var where = "log/" + record.partition() + "@" + record.offset();
            units.addAll(Order.of(record.event())
                    .units()
                    .stream()
                    .filter(unit -> ACCEPTED.equals(last.get(new About(where, unit.channel()))))
                    .collect(Collectors.toSet()));
        }
        return units;
    }
}
