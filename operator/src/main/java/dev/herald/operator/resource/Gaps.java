package dev.herald.operator.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.herald.api.Reason;
import io.fabric8.generator.annotation.Required;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Looks through a spec that could be read for what the schema demands and a looser schema once let pass: absent fields, and values nobody knows. */
final class Gaps {
    private static final String UNRECOGNISED = "Unrecognised";

    private Gaps() {
    }

    /** What was found, and what to do about it. */
    record Gap(Reason reason, String message) {}

    static Optional<Gap> in(String path, Object value, JsonNode stored) {
        return switch (value) {
            case Enum<?> constant when constant.name().equals(UNRECOGNISED) ->
                Optional.of(new Gap(Reason.Unrecognised,
                        "%s: this version of Herald does not know %s; write one of %s, or upgrade Herald"
                                .formatted(path, stored, known(constant))));
            case Record fields -> first(Stream.of(fields.getClass().getRecordComponents())
                    .map(component -> of(path, fields, component, stored)));
            case List<?> elements -> first(IntStream.range(0, elements.size())
                    .mapToObj(i -> in(path + "[" + i + "]", elements.get(i), stored.path(i))));
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Gap> of(String path, Record fields, RecordComponent component,
            JsonNode stored) {
        String field = path + "." + component.getName();
        Object value = value(fields, component);
        if (value == null && required(fields.getClass(), component)) {
            return Optional.of(new Gap(Reason.Unreadable, field + ": is required"));
        }
        JsonNode within = stored == null ? MissingNode.getInstance() : stored.path(component.getName());
        return in(field, value, within);
    }

    private static boolean required(Class<?> type, RecordComponent component) {
        try {
            return type.getDeclaredField(component.getName()).isAnnotationPresent(Required.class);
        } catch (NoSuchFieldException notOfARecord) {
            throw new IllegalStateException(notOfARecord);
        }
    }

    private static Object value(Record fields, RecordComponent component) {
        try {
            return component.getAccessor().invoke(fields);
        } catch (ReflectiveOperationException defect) {
            throw new IllegalStateException(defect);
        }
    }

    private static String known(Enum<?> constant) {
        return String.join(", ",
                Stream.of(constant.getDeclaringClass().getEnumConstants())
                        .map(Enum::name)
                        .filter(name -> !name.equals(UNRECOGNISED))
                        .toList());
    }

    private static <V> Optional<V> first(Stream<Optional<V>> found) {
        return found.flatMap(Optional::stream).findFirst();
    }
}
