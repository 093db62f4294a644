package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values out of a tree: strict about types; null is the same as absent. */
final class Nodes {
    private Nodes() {
    }

    static Optional<JsonNode> present(JsonNode node) {
        return Optional.ofNullable(node).filter(value -> !value.isNull());
    }

    static String string(String field, JsonNode node) {
        if (!node.isTextual()) {
            throw new InvalidFieldException(field, "must be a string");
        }
        return node.textValue();
    }

    static Optional<String> text(String field, ObjectNode tree) {
        return present(tree.get(field)).map(node -> string(field, node));
    }

    static String requiredText(String field, ObjectNode tree) {
        return text(field, tree).orElseThrow(() -> new InvalidFieldException(field, "is missing"));
    }

    static JsonNode required(String field, ObjectNode tree) {
        return present(tree.get(field)).orElseThrow(() -> new InvalidFieldException(field, "is missing"));
    }

    static Iterable<JsonNode> items(String field, JsonNode list) {
        var present = present(list);
        if (present.isPresent() && !list.isArray()) {
            throw new InvalidFieldException(field, "must be a list");
        }
        return present.<Iterable<JsonNode>>map(items -> items).orElse(List.of());
    }

    static List<String> texts(String field, JsonNode list) {
        var texts = new ArrayList<String>();
        for (JsonNode node : items(field, list)) {
            texts.add(string(field + "[" + texts.size() + "]", node));
        }
        return texts;
    }
}
