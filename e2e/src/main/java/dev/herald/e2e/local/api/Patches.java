package dev.herald.e2e.local.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an object becomes by a patch. Pure: the arguments stay as they are. */
final class Patches {
    /** The members by which Kubernetes merges lists of objects; of a list's items the first that all have is taken. */
    private static final List<String> KEYS = List.of("name", "type", "uid", "mountPath", "containerPort", "port");

    private Patches() {
    }

    /** A JSON merge patch, RFC 7396. */
    static JsonNode merge(JsonNode current, JsonNode patch) {
        return merge(current, patch, false);
    }

    /** A strategic merge patch, as far as lists that are keyed by one of {@link #KEYS} go. */
    static JsonNode strategic(JsonNode current, JsonNode patch) {
        return merge(current, patch, true);
    }

    /**
     * A server-side apply: what the manager applied last time and leaves out now is removed, the rest is merged, lists are replaced.
     *
     * @param last what this manager applied last, or null
     */
    static JsonNode apply(JsonNode current, JsonNode last, JsonNode next) {
        return merge(last == null ? current : without(current, last, next), next, false);
    }

    private static JsonNode merge(JsonNode current, JsonNode patch, boolean keyed) {
        if (keyed && patch instanceof ArrayNode items && current instanceof ArrayNode present) {
            return mergeItems(present, items);
        }
        if (!(patch instanceof ObjectNode members)) {
            return patch.deepCopy();
        }
        ObjectNode merged = current instanceof ObjectNode object ? object.deepCopy() : members.objectNode();
        for (var member : members.properties()) {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else if (!member.getKey().startsWith("$")) {
                merged.set(member.getKey(), merge(merged.get(member.getKey()), member.getValue(), keyed));
            }
        }
        return merged;
    }

    private static JsonNode mergeItems(ArrayNode current, ArrayNode patch) {
        var key = KEYS.stream().filter(name -> haveAll(current, name) && haveAll(patch, name)).findFirst();
        if (key.isEmpty()) {
            return patch.deepCopy();
        }
        var merged = new ArrayList<JsonNode>();
        current.forEach(merged::add);
        for (var item : patch) {
            var same = indexOf(merged, key.get(), item.get(key.get()));
            if (item.path("$patch").asText().equals("delete")) {
                same.ifPresent(index -> merged.remove(index.intValue()));
            } else if (same.isPresent()) {
                merged.set(same.get(), merge(merged.get(same.get()), item, true));
            } else {
                merged.add(item.deepCopy());
            }
        }
        return current.arrayNode().addAll(merged);
    }

    private static boolean haveAll(ArrayNode items, String key) {
        for (var item : items) {
            if (!item.has(key)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Integer> indexOf(List<JsonNode> items, String key, JsonNode value) {
        for (int i = 0; i < items.size(); i++) {
            if (value.equals(items.get(i).get(key))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static JsonNode without(JsonNode current, JsonNode last, JsonNode next) {
        if (!(current instanceof ObjectNode object && last instanceof ObjectNode before)) {
            return current;
        }
        ObjectNode kept = object.deepCopy();
        for (var member : before.properties()) {
            var name = member.getKey();
            if (!kept.has(name)) {
                continue;
            }
            if (next.has(name)) {
                kept.set(name, without(kept.get(name), member.getValue(), next.get(name)));
            } else {
                kept.remove(name);
            }
        }
        return kept;
    }
}
