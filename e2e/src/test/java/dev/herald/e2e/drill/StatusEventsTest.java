package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.shop.Order;
import dev.herald.e2e.sink.Arrival;

class StatusEventsTest {
    private static final Order ONE = new Order(1);
    private static final Order TWO = new Order(2);
    private static final List<StoredRecord> LOG = List.of(stored(ONE, 3, 17), stored(TWO, 1, 0));

    private final List<StoredText> records = new ArrayList<>();

    @Test
    void theLastEventOfAPartitionCounts() {
        add(0, 1, "email", "log/3@17", "Accepted", false);
        add(0, 0, "email", "log/3@17", "Retrying", false);
        add(1, 0, "email", "log/1@0", "Accepted", false);
        add(1, 1, "hooks", "log/1@0", "Accepted", false);
        add(1, 2, "hooks", "log/1@0", "Failed", false);

        assertEquals(Set.of(unit(ONE, "email"), unit(TWO, "email")), StatusEvents.of(records).accepted(LOG));
    }

    @Test
    void whatAReplayPublishedIsToldApart() {
        add(0, 0, "email", "log/3@17", "Accepted", false);
        add(0, 1, "email", "log/1@0", "Accepted", false);
        add(0, 2, "email", "log/1@0", "Accepted", true);

        assertEquals(Set.of(unit(TWO, "email")), StatusEvents.rehydrated(records).accepted(LOG));
    }

    private static Arrival.Unit unit(Order order, String channel) {
        return order.units().stream().filter(unit -> unit.channel().equals(channel)).findFirst().orElseThrow();
    }

    private static StoredRecord stored(Order order, int partition, long offset) {
        return new StoredRecord(partition, offset, Instant.EPOCH, order.id(), "", "");
    }

    private void add(int partition, long offset, String channel, String where, String outcome, boolean rehydrated) {
        records.add(new StoredText(partition, offset, Instant.EPOCH, "",
                rehydrated ? Map.of("ce_rehydrated", "true") : Map.of(), """
                        {"recipients": {"status": []}, "data": {"outcome": "%s", "channel": "%s", "where": "%s"}}
                        """.formatted(outcome, channel, where)));
    }
}
