package dev.herald.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.provider.CredentialsState;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker says about itself on the control topic, under {@code worker/<pod>} (docs/formats.md, "Control").
 *
 * @param role
 *            {@code ingest}, {@code send}, {@code status} or {@code replay}
 * @param channel
 *            the channel's key; empty for a role that has none
 * @param reads
 *            names of the message formats that it decodes
 * @param writes
 *            names of those that it can encode; none where the role writes no messages
 * @param pin
 *            the format of the live file that it obeys
 * @param partitions
 *            of the log, that it owns
 * @param rate
 *            thousandths of a message a second for its channel, of which a sender keeps to its part; empty without a limit
 * @param at
 *            when it was said
 */
public record Heartbeat(String role, Optional<String> channel, String revision, List<String> reads,
        List<String> writes, String pin, List<Integer> partitions, Credentials credentials, boolean suspended,
        Optional<Long> rate, Instant startedAt, Instant at) {

    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param fingerprint
     *            tells two credentials apart without giving them away; empty when there are none
     * @param message
     *            for people
     */
    public record Credentials(State state, String fingerprint, String message) {
        /** Rejected: the provider does not let us in with them. */
        public enum State {
            Present, Missing, Rejected
        }

        /** How a provider or the ingest says its credentials stand. */
        public static Credentials of(CredentialsState state) {
            return new Credentials(State.valueOf(state.state().text()), state.fingerprint(), state.message());
        }

        /** For roles that need none. */
        public static Credentials none() {
            return new Credentials(State.Present, "", "");
        }
    }

    /** The names of all message formats that this version decodes and encodes, oldest first. */
    public static List<String> formats() {
        return MessageFormat.names();
    }

    /** The key of a pod's heartbeats. */
    public static String key(String pod) {
        return "worker/" + pod;
    }

    /** Whether it says the same, whenever it was said. */
    public boolean saysSameAs(Heartbeat other) {
        return equals(new Heartbeat(other.role, other.channel, other.revision, other.reads, other.writes, other.pin,
                other.partitions, other.credentials, other.suspended, other.rate, other.startedAt, at));
    }

    /** The record's value. */
    public byte[] encode() {
        ObjectNode json = JSON.createObjectNode();
        json.put("v", VERSION).put("role", role).put("channel", channel.orElse(null)).put("revision", revision);
        reads.forEach(json.putArray("reads")::add);
        writes.forEach(json.putArray("writes")::add);
        json.put("pin", pin);
        ArrayNode owned = json.putArray("partitions");
        partitions.forEach(owned::add);
        json.putObject("credentials")
                .put("state", credentials.state().name())
                .put("fingerprint", credentials.fingerprint())
                .put("message", credentials.message());
        json.put("suspended", suspended);
        rate.ifPresent(thousandths -> json.put("rate", thousandths));
        json.put("startedAt", startedAt.toString()).put("at", at.toString());
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * @throws IllegalArgumentException
     *             if it is no heartbeat, or one of a version this worker does not know; the message says which
     */
    public static Heartbeat decode(byte[] value) {
        try {
            JsonNode json = JSON.readTree(value);
            if (json.path("v").asInt() != VERSION) {
                throw new IllegalArgumentException("a heartbeat of version " + json.path("v"));
            }
            return read(json);
        } catch (IOException | DateTimeException e) {
            throw new IllegalArgumentException("not a heartbeat: " + e.getMessage(), e);
        }
    }

    private static Heartbeat read(JsonNode json) {
        JsonNode credentials = json.path("credentials");
        var partitions = new ArrayList<Integer>();
        json.path("partitions").forEach(partition -> partitions.add(partition.asInt()));
        return new Heartbeat(json.path("role").asText(),
                Optional.ofNullable(json.get("channel")).filter(JsonNode::isTextual).map(JsonNode::asText),
                json.path("revision").asText(), texts(json.path("reads")), texts(json.path("writes")),
                json.path("pin").asText(), List.copyOf(partitions),
                new Credentials(Credentials.State.valueOf(credentials.path("state").asText()),
                        credentials.path("fingerprint").asText(), credentials.path("message").asText()),
                json.path("suspended").asBoolean(),
                Optional.ofNullable(json.get("rate")).filter(JsonNode::isIntegralNumber).map(JsonNode::asLong),
                Instant.parse(json.path("startedAt").asText()), Instant.parse(json.path("at").asText()));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
