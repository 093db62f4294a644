package dev.herald.worker.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.core.JsonFactory;
import dev.herald.worker.http.Incoming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads CloudEvents from HTTP requests: the HTTP protocol binding 1.0.2 in binary mode, and in structured mode with the
 * JSON event format. By hand, because whoever sends must be told which attribute is wrong, and never gets the input
 * quoted.
 */
final class EventReader {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String STRUCTURED_PREFIX = "application/cloudevents";
    private static final String ATTRIBUTE_PREFIX = "ce-";

    private final ObjectMapper json;

    EventReader() {
        // The body's size is bounded before; numbers pass through as they are.
        var constraints = StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();
        json = JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    /** @throws Refusal when it is no CloudEvent 1.0 that this can read */
    Event read(Incoming request, byte[] body) throws Refusal {
        String contentType = request.header("content-type").orElse("");
        String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        Event event;
        if (bare.equals(STRUCTURED)) {
            event = structured(body);
        } else if (bare.startsWith(STRUCTURED_PREFIX)) {
            throw new Refusal(415, Refusal.Reason.UNSUPPORTED_MEDIA_TYPE, "content-type",
                    bare.contains("batch")
                            ? "says a batch: send events one by one, over one connection"
                            : "must be " + STRUCTURED + " for events in structured mode");
        } else {
            event = binary(request, contentType, body);
        }
        Attributes.check(event.attributes());
        return event;
    }

    private static Event binary(Incoming request, String contentType, byte[] body) throws Refusal {
        SortedMap<String, String> attributes = new TreeMap<>();
        request.headers((name, value) -> {
            if (name.startsWith(ATTRIBUTE_PREFIX)) {
                attributes.put(name.substring(ATTRIBUTE_PREFIX.length()), PercentCoding.decode(value));
            }
        });
        if (attributes.isEmpty()) {
            throw Refusal.event("ce-specversion",
                    "is missing: send a CloudEvent, with headers ce-specversion, ce-id, ce-source and ce-type, "
                            + "or as one JSON object with Content-Type: " + STRUCTURED);
        }
        if (attributes.remove("datacontenttype") != null) {
            throw Refusal.event("ce-datacontenttype", "must not be there: in binary mode it is Content-Type");
        }
        return new Event(attributes, contentType, body);
    }

    private Event structured(byte[] body) throws Refusal {
        if (!(tree(body) instanceof ObjectNode members)) {
            throw Refusal.event("", "the body must be one CloudEvent as a JSON object");
        }
        byte[] data = data(members.remove("data"), members.remove("data_base64"));
        String contentType = Optional.ofNullable(members.remove("datacontenttype"))
                .filter(node -> !node.isNull())
                .map(JsonNode::asText)
                .orElse("application/json");
        SortedMap<String, String> attributes = new TreeMap<>();
        for (var member : members.properties()) {
            JsonNode value = member.getValue();
            boolean extension = !Attributes.STANDARD.contains(member.getKey());
            if (!(value.isTextual() || value.isNull() || extension && (value.isBoolean() || value.isInt()))) {
                throw Refusal.event(member.getKey(), extension
                        ? "must be a string, a boolean or an integer of 32 bits"
                        : "must be a string");
            }
            if (!value.isNull()) {
                attributes.put(member.getKey(), value.asText());
            }
        }
        return new Event(attributes, contentType, data);
    }

    private JsonNode tree(byte[] body) throws Refusal {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            var place = Optional.ofNullable(e.getLocation());
            throw Refusal.event("", "the body is not JSON"
                    + place.map(at -> " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr())).orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] data(JsonNode data, JsonNode base64) throws Refusal {
        if (base64 != null && (data != null || !base64.isTextual())) {
            throw Refusal.event("data_base64", "must be a string, and data must not be there beside it");
        }
        try {
            if (base64 != null) {
                return base64.binaryValue();
            }
            return data == null ? new byte[0] : json.writeValueAsBytes(data);
        } catch (IOException e) {
            throw Refusal.event("data_base64", "is not base64 (RFC 4648 section 4)");
        }
    }
}
