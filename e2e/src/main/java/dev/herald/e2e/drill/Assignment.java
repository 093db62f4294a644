package dev.herald.e2e.drill;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Which senders work for a channel, as {@code live.json} says.
 *
 * @param serving the revision that has the partitions from {@code partitions} on
 * @param ramp the revision that has those below; empty: none
 * @param partitions that the ramp has
 */
record Assignment(String serving, String ramp, int partitions) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By the key of the channel; one whose senders all work is left out. */
    static Map<String, Assignment> of(String live) {
        var assignments = new TreeMap<String, Assignment>();
        for (var channel : read(live).path("channels").properties()) {
            if (channel.getValue().path("serving").isTextual()) {
                var ramp = channel.getValue().path("ramp");
                assignments.put(channel.getKey(), new Assignment(channel.getValue().path("serving").textValue(),
                        ramp.path("revision").asText(), ramp.path("partitions").asInt()));
            }
        }
        return assignments;
    }

    /** The format that is written; empty when it is not said. */
    static String format(String live) {
        return read(live).path("format").asText();
    }

    /** Whether senders of this revision have any partition. */
    boolean gives(String revision) {
        return serving.equals(revision) || partitions > 0 && ramp.equals(revision);
    }

    /** Whether only senders of this revision have any. */
    boolean givesAll(String revision) {
        return serving.equals(revision) && (partitions == 0 || ramp.equals(revision));
    }

    private static JsonNode read(String live) {
        try {
            return JSON.readTree(live);
        } catch (IOException e) {
            throw new IllegalStateException("live.json cannot be read: " + e.getMessage(), e);
        }
    }
}
