package dev.herald.worker.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the operator wants remembered beyond the life of its objects: the revisions there were, what became of them, and the
 * format that is written. It comes in {@code live.json} and lies in the control topic under {@link #KEY}. A worker carries it
 * as it is and looks at its generation alone, so that nothing a newer operator adds is lost on the way.
 *
 * @param generation
 *            counts the changes; 0 is not worth remembering
 * @param content
 *            all its members, the generation among them, as JSON
 */
public record RolloutMemory(long generation, String content) {
    /** Of the record in the control topic. */
    public static final String KEY = "rollout";
    /** A report has to hold it, too. */
    static final int MOST_BYTES = 128 * 1024;
    private static final String VERSION_MEMBER = "v";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    static RolloutMemory from(Section section) {
        long generation = section.counter("generation");
        String content = section.json();
        int size = content.getBytes(StandardCharsets.UTF_8).length;
        if (size > MOST_BYTES) {
            throw section.wrong("revisions",
                    "make memory %d bytes, and %d are the most: leave out the oldest".formatted(size, MOST_BYTES));
        }
        return new RolloutMemory(generation, content);
    }

    /** Whether it is to be written over what is there. */
    public boolean supersedes(Optional<RolloutMemory> there) {
        return generation > there.map(RolloutMemory::generation).orElse(0L);
    }

    /** The members, as a report has them. */
    public ObjectNode members() {
        try {
            return (ObjectNode) JSON.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("it was JSON when it was read", e);
        }
    }

    /** The record's value. */
    public byte[] encode() {
        ObjectNode json = JSON.createObjectNode().put(VERSION_MEMBER, VERSION);
        return json.setAll(members()).toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws IllegalArgumentException
     *             if it is no memory, or one of a version this worker does not know; the message says which
     */
    public static RolloutMemory decode(byte[] value) {
        try {
            Section root = Section.of(KEY, value, VERSION);
            long generation = root.counter("generation");
            ObjectNode members = (ObjectNode) JSON.readTree(root.json());
            members.remove(VERSION_MEMBER);
            return new RolloutMemory(generation, members.toString());
        } catch (ConfigurationException | JsonProcessingException e) {
            throw new IllegalArgumentException("not a memory: " + e.getMessage(), e);
        }
    }
}
