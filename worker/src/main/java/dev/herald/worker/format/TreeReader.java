package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a message from a tree: strict about types, blind to unknown fields; null is the same as absent. */
final class TreeReader {
    private final ContentForm contentForm;

    TreeReader(ContentForm contentForm) {
        this.contentForm = contentForm;
    }

    /** @throws InvalidFieldException with the path of the field that is wrong */
    Message read(ObjectNode tree) {
        return new Message(recipients(tree.get("recipients")), text("subject", tree), text("text", tree),
                text("html", tree), data(tree.get("data")), attachments(tree.get("attachments")),
                texts("tags", tree.get("tags")), time("deliverAfter", tree), time("expiresAt", tree));
    }

    private static Map<String, List<String>> recipients(JsonNode node) {
        if (!(node instanceof ObjectNode channels)) {
            throw new InvalidFieldException("recipients",
                    "must be an object of lists by channel, like {\"email\":[\"someone@example.org\"]}");
        }
        var recipients = new LinkedHashMap<String, List<String>>();
        for (var channel : channels.properties()) {
            String field = "recipients." + channel.getKey();
            if (!channel.getValue().isArray()) {
                throw new InvalidFieldException(field, "must be a list of strings");
            }
            recipients.put(channel.getKey(), texts(field, channel.getValue()));
        }
        return recipients;
    }

    private static Optional<String> text(String field, ObjectNode tree) {
        return present(tree.get(field)).map(node -> string(field, node));
    }

    private static List<String> texts(String field, JsonNode list) {
        var texts = new ArrayList<String>();
        for (JsonNode node : items(field, list)) {
            texts.add(string(field + "[" + texts.size() + "]", node));
        }
        return texts;
    }

    private static Optional<Instant> time(String field, ObjectNode tree) {
        return text(field, tree).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new InvalidFieldException(field, "must be a time like 2026-01-31T09:00:00Z (RFC 3339)");
            }
        });
    }

    private static Optional<JsonNode> data(JsonNode node) {
        present(node).ifPresent(TreeReader::requireJson);
        return present(node);
    }

    // CBOR can hold what JSON cannot, and a channel writes the data as JSON.
    private static void requireJson(JsonNode node) {
        boolean foreign = node.isBinary() || node.isPojo() || (node.isDouble() || node.isFloat())
                && !Double.isFinite(node.doubleValue());
        if (foreign) {
            throw new InvalidFieldException("data", "must be JSON: no byte strings, no NaN, no infinity");
        }
        if (node.isTextual()) {
            Fields.requireUnicode("data", node.textValue());
        }
        node.fieldNames().forEachRemaining(name -> Fields.requireUnicode("data", name));
        node.forEach(TreeReader::requireJson);
    }

    private List<Attachment> attachments(JsonNode list) {
        var attachments = new ArrayList<Attachment>();
        for (JsonNode node : items("attachments", list)) {
            String field = "attachments[" + attachments.size() + "]";
            if (!(node instanceof ObjectNode file)) {
                throw new InvalidFieldException(field, "must be an object with name, contentType and content");
            }
            try {
                attachments.add(new Attachment(required("name", file), required("contentType", file),
                        present(file.get("content")).map(content -> contentForm.read("content", content))
                                .orElseThrow(() -> new InvalidFieldException("content", "is missing"))));
            } catch (InvalidFieldException e) {
                throw e.within(field);
            }
        }
        return attachments;
    }

    private static String required(String field, ObjectNode tree) {
        return text(field, tree).orElseThrow(() -> new InvalidFieldException(field, "is missing"));
    }

    private static String string(String field, JsonNode node) {
        if (!node.isTextual()) {
            throw new InvalidFieldException(field, "must be a string");
        }
        return node.textValue();
    }

    private static Iterable<JsonNode> items(String field, JsonNode list) {
        var present = present(list);
        if (present.isPresent() && !list.isArray()) {
            throw new InvalidFieldException(field, "must be a list");
        }
        return present.<Iterable<JsonNode>>map(items -> items).orElse(List.of());
    }

    private static Optional<JsonNode> present(JsonNode node) {
        return Optional.ofNullable(node).filter(value -> !value.isNull());
    }
}
