package dev.herald.e2e.pod;

import java.util.List;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.herald.e2e.broker.StoredRecord;
import dev.herald.e2e.broker.StoredText;
import dev.herald.e2e.sink.Deliveries;

/** What goes between a pod and who asks it. */
final class Wire {
    private Wire() {
    }

    static ObjectMapper json() {
        return JsonMapper.builder().addModule(new JavaTimeModule()).build();
    }

    /** @param id of one run of a pod's process */
    record Life(String id) {}

    /** @param first of the deliveries wanted, counted from 0 */
    record From(int first) {}

    /** @param topic to be read to its end */
    record Topic(String topic) {}

    /** @param value empty: the broker's own again */
    record Setting(String topic, String name, String value) {}

    record Stored(List<StoredRecord> records) {}

    record Texts(List<StoredText> records) {}

    /** @param number of the last message meant */
    record UpTo(int number) {}

    record Refusal(boolean attachments) {}

    /** @param millis that an answer takes */
    record Delay(long millis) {}

    record Came(List<Deliveries.Delivery> deliveries) {}

    /**
     * Orders to be posted.
     *
     * @param ingest where to
     * @param first number of the first
     * @param spreadMillis the time to spread them over
     */
    record Posting(String ingest, String token, int first, int count, long spreadMillis) {}

    /**
     * How far that is.
     *
     * @param numbers of the orders accepted so far, from the one that was asked for on
     * @param done whether nothing is being posted
     * @param failure why posting ended early; null: it did not
     */
    record Posted(List<Integer> numbers, boolean done, String failure) {}
}
