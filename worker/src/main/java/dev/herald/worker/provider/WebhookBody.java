package dev.herald.worker.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Disposition;
import dev.herald.worker.format.TreeWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a webhook's receiver gets: {@code type}, {@code timestamp} and {@code data} as Standard Webhooks has it, and in
 * {@code data} what of the message concerns this receiver, under the names of the message formats. The bytes of
 * attachments are in base64.
 */
final class WebhookBody {
    private final ObjectMapper mapper = new ObjectMapper();

    byte[] of(Delivery delivery) {
        ObjectNode body = mapper.createObjectNode();
        body.put("type", delivery.event().type());
        body.put("timestamp", delivery.event().time().toString());
        ObjectNode data = body.putObject("data");
        data.put("source", delivery.event().source());
        data.put("id", delivery.event().id());
        delivery.recipient().ifPresent(recipient -> data.put("recipient", recipient));
        TreeWriter.body(data, delivery.message());
        attachments(data, delivery.message().attachments());
        tags(data, delivery.message().tagLabels());
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void attachments(ObjectNode data, List<Attachment> attachments) {
        if (attachments.isEmpty()) {
            return;
        }
        var files = data.putArray("attachments");
        for (Attachment attachment : attachments) {
            ObjectNode file = files.addObject()
                    .put("name", attachment.name())
                    .put("contentType",
                            attachment.contentType());
            attachment.contentId().ifPresent(id -> file.put("contentId", id));
            if (attachment.disposition() != Disposition.ATTACHMENT) {
                file.put("disposition", attachment.disposition().text());
            }
            file.put("content", attachment.content());
        }
    }

    // A list whatever the message's format: receivers have known one since the first.
    private static void tags(ObjectNode data, List<String> labels) {
        if (!labels.isEmpty()) {
            labels.forEach(data.putArray("tags")::add);
        }
    }
}
