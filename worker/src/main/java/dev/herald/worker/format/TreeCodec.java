package dev.herald.worker.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The message as a tree of fields; formats differ in how the tree becomes bytes, and in some of its members. */
final class TreeCodec {
    private final ObjectMapper mapper;
    private final Members members;

    TreeCodec(TSFBuilder<?, ?> factory, Members members) {
        // The size of a record is bounded before it comes here: a string in it needs no bound of its own.
        var constraints = StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();
        // Numbers in the data belong to the sender: an amount must not come out as the nearest double.
        this.mapper = new ObjectMapper(factory.streamReadConstraints(constraints)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
        this.members = members;
    }

    byte[] encode(Message message) {
        try {
            return mapper.writeValueAsBytes(new TreeWriter(members).write(mapper.createObjectNode(), message));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Message decode(byte[] bytes) throws UndecodableException {
        try {
            if (mapper.readTree(bytes) instanceof ObjectNode tree) {
                return new TreeReader(members).read(tree);
            }
            throw new UndecodableException("", "must be an object with the field recipients");
        } catch (JsonProcessingException e) {
            throw new UndecodableException("", "cannot be read: " + place(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidFieldException e) {
            throw new UndecodableException(e.field(), e.reason());
        }
    }

    // The text of the exception itself quotes the input, and with it addresses.
    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        if (location == null) {
            return kind;
        }
        return location.getLineNr() > 0
                ? "%s at line %d, column %d".formatted(kind, location.getLineNr(), location.getColumnNr())
                : "%s at byte %d".formatted(kind, location.getByteOffset());
    }
}
