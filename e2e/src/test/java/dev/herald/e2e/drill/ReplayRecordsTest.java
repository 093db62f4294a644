package dev.herald.e2e.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.herald.e2e.broker.StoredText;

class ReplayRecordsTest {
    @Test
    void theSelectionEndsWithTheFirstRecordThatHasFoundAll() {
        var records = ReplayRecords.of("shop", "again", List.of(
                record(3, "replay/shop/again/9be1c0aa", 38, "12:00:09"),
                record(0, "replay/shop/again/9be1c0aa", 0, "12:00:00"),
                record(1, "replay/shop/other/9be1c0aa", 38, "12:00:01"),
                record(2, "replay/shop/again/9be1c0aa", 38, "12:00:04"),
                new StoredText(0, 4, Instant.EPOCH, "replay/shop/again/9be1c0aa", Map.of(), "")));

        assertEquals(Optional.of(Duration.ofSeconds(4)), records.selection(38));
        assertEquals(Optional.empty(), records.selection(39));
    }

    private static StoredText record(long offset, String key, int matched, String at) {
        return new StoredText(0, offset, Instant.EPOCH, key, Map.of(), """
                {"v": 1, "counts": {"matched": %d}, "startedAt": "2026-11-26T12:00:00Z", "at": "2026-11-26T%sZ"}
                """.formatted(matched, at));
    }
}
