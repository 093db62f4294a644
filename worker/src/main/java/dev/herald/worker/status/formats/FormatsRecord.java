package dev.herald.worker.status.formats;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * What was found out about the formats held, as it is written to the control topic so that a restart goes on from there.
 * Times are in milliseconds since 1970.
 *
 * @param known
 *            names of the formats that were told apart; all others were {@code unknown}
 */
public record FormatsRecord(int v, List<String> known, Pin pin, Map<Place, Topic> topics, List<Stray> strays) {

    static final int VERSION = 1;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The format in which messages are to be written, and since when. */
    record Pin(String format, long since) {}

    /**
     * One topic.
     *
     * @param id
     *            by which Kafka tells it from another one of that name
     */
    record Topic(String id, Map<Integer, Partition> partitions) {}

    /**
     * One partition.
     *
     * @param next
     *            all below this offset has been looked at
     */
    record Partition(long next, Map<String, Held> held) {}

    /** The records of one format: the offsets of the first and the last, how many, and the timestamp of the last. */
    record Held(long first, long last, long count, long at) {}

    /** Records that should not have been written, of a few seconds; where the last one is, and its timestamp. */
    record Stray(String format, long count, String where, long at) {}

    /** The record's value. */
    public byte[] encode() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("records can always be written", e);
        }
    }

    /**
     * @throws IllegalArgumentException
     *             if it is none, or one of a version this worker does not know; the message says which
     */
    public static FormatsRecord decode(byte[] value) {
        try {
            FormatsRecord record = JSON.readValue(value, FormatsRecord.class);
            if (record == null || record.v != VERSION) {
                throw new IllegalArgumentException("formats of a version other than " + VERSION);
            }
            if (Stream.of(record.known, record.topics, record.strays).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("a member of formats is missing");
            }
            if (record.strays.stream().anyMatch(stray -> stray == null || stray.format == null)) {
                throw new IllegalArgumentException("a stray of formats is missing its format");
            }
            for (Topic topic : record.topics.values()) {
                if (topic.id == null || topic.partitions == null
                        || topic.partitions.values().stream().anyMatch(partition -> partition.held == null)) {
                    throw new IllegalArgumentException("a member of a topic of formats is missing");
                }
            }
            return record;
        } catch (IOException e) {
            throw new IllegalArgumentException("not formats: " + e.getMessage(), e);
        }
    }
}
