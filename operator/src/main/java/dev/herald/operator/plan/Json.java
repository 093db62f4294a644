package dev.herald.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.util.Map;
import java.util.TreeMap;

/** JSON as the operator writes it: times as text, and the same bytes for the same content. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private Json() {
    }

    /** An empty object, whose members keep their order. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** An empty array. */
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** The content of a record. Going through text makes two trees with the same content equal, whatever the width of their numbers was. */
    public static JsonNode tree(Object content) {
        return parse(text(content));
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("not JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    /**
     * Reads an object of the Kubernetes API, or a part of one.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static <T extends KubernetesResource> T parse(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException other) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + other.getOriginalMessage(),
                    other);
        }
    }

    /**
     * Reads a record of ours.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static <T extends Record> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException other) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": " + other.getOriginalMessage(),
                    other);
        }
    }

    /** One line. */
    public static String text(Object content) {
        try {
            return MAPPER.writeValueAsString(content);
        } catch (JsonProcessingException defect) {
            throw new IllegalStateException(defect);
        }
    }

    /** For people who look at a ConfigMap. */
    public static String readable(JsonNode content) {
        return content.toPrettyString() + "\n";
    }

    /** One line with members in alphabetical order: what is hashed and compared. */
    public static String canonical(JsonNode content) {
        return text(sorted(content));
    }

    private static Object sorted(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> {
                Map<String, Object> members = new TreeMap<>();
                object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
                yield members;
            }
            case ArrayNode array -> array.valueStream().map(Json::sorted).toList();
            default -> node;
        };
    }
}
