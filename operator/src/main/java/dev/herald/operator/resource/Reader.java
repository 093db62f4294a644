package dev.herald.operator.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.herald.api.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads stored specs strictly: a field or a value this version does not know, or of another type, is told and not guessed at. (The records themselves leave out what
 * they do not know, which suits other readers.) Statuses are read leniently, for they can be rebuilt.
 */
final class Reader {
    private static final JsonMapper STRICT = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new KnownFieldsOnly())
            .withCoercionConfig(LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();
    private static final JsonMapper LENIENT = JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private Reader() {
    }

    static <S extends Record> Reading<S> spec(JsonNode stored, Class<S> type) {
        if (stored == null || !stored.isObject()) {
            return new Reading.Unreadable<>(Reason.Unreadable, "spec: must be an object");
        }
        try {
            S spec = STRICT.treeToValue(stored, type);
            return Gaps.in("spec", spec, stored)
                    .<Reading<S>>map(gap -> new Reading.Unreadable<>(gap.reason(), gap.message()))
                    .orElseGet(() -> new Reading.Read<>(spec));
        } catch (UnrecognizedPropertyException unknown) {
            return new Reading.Unreadable<>(Reason.Unrecognised,
                    path(unknown) + ": this version of Herald does not know the field; remove it, or upgrade Herald");
        } catch (MismatchedInputException mismatch) {
            return new Reading.Unreadable<>(Reason.Unreadable,
                    "%s: must be %s".formatted(path(mismatch), kind(mismatch.getTargetType())));
        } catch (JsonMappingException refused) {
            return new Reading.Unreadable<>(Reason.Unreadable,
                    "%s: %s".formatted(path(refused), refused.getOriginalMessage()));
        } catch (JsonProcessingException | IllegalArgumentException refused) {
            return new Reading.Unreadable<>(Reason.Unreadable, "spec: " + refused.getMessage());
        }
    }

    static <T> Optional<T> status(JsonNode stored, Class<T> type) {
        if (stored == null || !stored.isObject()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LENIENT.treeToValue(stored, type));
        } catch (JsonProcessingException | IllegalArgumentException lost) {
            return Optional.empty();
        }
    }

    private static String path(JsonMappingException problem) {
        return problem.getPath()
                .stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining("", "spec", ""));
    }

    private static String kind(Class<?> type) {
        if (type == null) {
            return "something else";
        } else if (type == Boolean.class) {
            return "true or false";
        } else if (Number.class.isAssignableFrom(type)) {
            return "a whole number";
        } else if (type == Instant.class) {
            return "a time, such as 2026-11-23T08:00:00Z";
        } else if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        } else if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "an object";
        }
        return "a text";
    }

    /** Sees through {@code ignoreUnknown}. */
    private static final class KnownFieldsOnly extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public JsonIgnoreProperties.Value findPropertyIgnoralByName(MapperConfig<?> config, Annotated annotated) {
            return super.findPropertyIgnoralByName(config, annotated).withoutIgnoreUnknown();
        }
    }
}
