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
    private final Members members;

    TreeReader(Members members) {
        this.members = members;
    }

    /** @throws InvalidFieldException with the path of the field that is wrong */
    Message read(ObjectNode tree) {
        return new Message(recipients(tree.get("recipients")), Nodes.text("subject", tree), Nodes.text("text", tree),
                Nodes.text("html", tree), data(tree.get("data")), attachments(tree.get("attachments")),
                members.readTags(tree.get("tags")), time("deliverAfter", tree), time("expiresAt", tree));
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
            recipients.put(channel.getKey(), Nodes.texts(field, channel.getValue()));
        }
        return recipients;
    }

    private static Optional<Instant> time(String field, ObjectNode tree) {
        return Nodes.text(field, tree).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new InvalidFieldException(field, "must be a time like 2026-01-31T09:00:00Z (RFC 3339)");
            }
        });
    }

    private static Optional<JsonNode> data(JsonNode node) {
        Nodes.present(node).ifPresent(TreeReader::requireJson);
        return Nodes.present(node);
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
        for (JsonNode node : Nodes.items("attachments", list)) {
            String field = "attachments[" + attachments.size() + "]";
            if (!(node instanceof ObjectNode file)) {
                throw new InvalidFieldException(field, "must be an object with name, contentType and content");
            }
            try {
                attachments.add(members.readAttachment(file));
            } catch (InvalidFieldException e) {
                throw e.within(field);
            }
        }
        return attachments;
    }
}
