package dev.herald.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whether what is there still is what was asked for. The API server adds defaults to what it is given, so that asking for equality would write for ever. Here what is
 * asked for must be contained in what is there; that something is no longer asked for is seen by a hash of it in an annotation.
 */
public final class Drift {
    private Drift() {
    }

    /** The apply of an object, unless it is there as asked for. */
    public static Optional<Write> repair(HasMetadata desired, Optional<? extends HasMetadata> observed) {
        HasMetadata marked = marked(desired);
        boolean same = observed.isPresent() && contains(Json.tree(observed.get()), Json.tree(marked));
        return same ? Optional.empty() : Optional.of(new Write.Apply(marked));
    }

    /**
     * The same of what two writers could write differently at one time, so that the order of writes matters: refused if anybody has written it since it was observed.
     */
    public static Optional<Write> repairUnchanged(HasMetadata desired, Optional<? extends HasMetadata> observed) {
        Optional<Write> repair = repair(desired, observed);
        if (observed.isEmpty()) {
            return repair.map(Write::object).map(Write.Create::new);
        }
        String seen = observed.get().getMetadata().getResourceVersion();
        repair.ifPresent(write -> write.object().getMetadata().setResourceVersion(seen));
        return repair;
    }

    private static HasMetadata marked(HasMetadata desired) {
        Map<String, String> annotations = new HashMap<>();
        Optional.ofNullable(desired.getMetadata().getAnnotations()).ifPresent(annotations::putAll);
        annotations.put(Labels.APPLIED, Names.hash(Json.canonical(Json.tree(desired))));
        desired.getMetadata().setAnnotations(annotations);
        return desired;
    }

    static boolean contains(JsonNode actual, JsonNode desired) {
        if (desired.isObject()) {
            return desired.properties()
                    .stream()
                    .allMatch(member -> isNothing(member.getValue()) && !actual.has(member.getKey())
                            || actual.has(member.getKey()) && contains(actual.get(member.getKey()), member.getValue()));
        }
        if (desired.isArray()) {
            List<JsonNode> wanted = elements(desired);
            List<JsonNode> there = elements(actual);
            return wanted.size() == there.size()
                    && IntStream.range(0, wanted.size())
                            .allMatch(i -> contains(there.get(i), wanted.get(i)));
        }
        return actual.equals(desired)
                || desired.isTextual() && actual.isTextual() && sameAmount(actual.textValue(), desired.textValue());
    }

    /** The API server leaves such values out of what it stores. */
    private static boolean isNothing(JsonNode value) {
        return value.isNull() || value.isContainerNode() && value.isEmpty()
                || value.isTextual() && value.textValue().isEmpty();
    }

    private static List<JsonNode> elements(JsonNode node) {
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        return elements;
    }

    /** The API server writes 1000m as 1. */
    private static boolean sameAmount(String actual, String desired) {
        try {
            return Quantity.getAmountInBytes(new Quantity(actual))
                    .compareTo(Quantity.getAmountInBytes(new Quantity(desired))) == 0;
        } catch (IllegalArgumentException notAnAmount) {
            return false;
        }
    }
}
