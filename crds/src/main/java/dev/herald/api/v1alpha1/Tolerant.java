package dev.herald.api.v1alpha1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads an enum; a text that is none of its constants becomes the one called {@code Unrecognised}, which every enum of this package has and no schema shows. So a
 * value that a newer version has stored stalls one resource and not the operator.
 */
final class Tolerant extends JsonDeserializer<Object> implements ContextualDeserializer {
    private static final String UNRECOGNISED = "Unrecognised";
    private final Class<?> type;

    @SuppressWarnings("unused") // made by Jackson, which then asks for the contextual one
    Tolerant() {
        this(Enum.class);
    }

    private Tolerant(Class<?> type) {
        this.type = type;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property) {
        return new Tolerant(context.getContextualType().getRawClass());
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return context.handleUnexpectedToken(type, parser);
        }
        String text = parser.getText();
        return constant(text).or(() -> constant(UNRECOGNISED)).orElseThrow();
    }

    private Optional<Object> constant(String name) {
        return Arrays.<Object>stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(name))
                .findFirst();
    }
}
