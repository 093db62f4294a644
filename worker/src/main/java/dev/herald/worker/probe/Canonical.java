package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A message in the form in which images compare (docs/formats.md, "The probe"): every member is there, null where the message has none, and attachments
 * stand with the hash of their bytes. The one place that knows the members of a message.
 */
final class Canonical {

    private Canonical() {
    }

    static JsonNode of(Message message) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ObjectNode recipients = tree.putObject("recipients");
        message.recipients().forEach((channel, addresses) -> addresses.forEach(recipients.putArray(channel)::add));
        tree.put("subject", message.subject().orElse(null));
        tree.put("text", message.text().orElse(null));
        tree.put("html", message.html().orElse(null));
        tree.set("data", message.data().orElse(null));
        var attachments = tree.putArray("attachments");
        message.attachments().forEach(attachment -> attachments.add(of(attachment)));
        ObjectNode tags = tree.putObject("tags");
        message.tags().forEach(tags::put);
        tree.put("deliverAfter", message.deliverAfter().map(Instant::toString).orElse(null));
        tree.put("expiresAt", message.expiresAt().map(Instant::toString).orElse(null));
        return Json.asRead(tree);
    }

    private static ObjectNode of(Attachment attachment) {
        return JsonNodeFactory.instance.objectNode()
                .put("name", attachment.name())
                .put("contentType", attachment.contentType())
                .put("contentId", attachment.contentId().orElse(null))
                .put("disposition", attachment.disposition().name().toLowerCase(Locale.ROOT))
                .put("length", attachment.content().length)
                .put("sha256", HexFormat.of().formatHex(attachment.sha256()));
    }
}
