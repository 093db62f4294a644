package dev.herald.e2e.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.herald.e2e.broker.StoredText;

/** What a replay has written of itself on the control topic, in its order: more exact than a status that is written now and then. */
record ReplayRecords(List<JsonNode> records) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Those of one ReplayJob.
     *
     * @param control all of the control topic
     */
    static ReplayRecords of(String namespace, String job, List<StoredText> control) {
        return new ReplayRecords(control.stream()
                .filter(record -> record.key().startsWith("replay/" + namespace + "/" + job + "/")
                        && !record.text().isEmpty())
                .sorted(Comparator.comparing(StoredText::offset))
                .map(record -> read(record.text()))
                .toList());
    }

    /** From its start until it had found so many; empty: it has not. */
    Optional<Duration> selection(long matched) {
        return records.stream()
                .filter(record -> record.path("counts").path("matched").asLong() >= matched)
                .findFirst()
                .map(record -> Duration.between(time(record, "startedAt"), time(record, "at")));
    }

    private static Instant time(JsonNode record, String member) {
        return Instant.parse(record.path(member).asText());
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
