package dev.herald.worker.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.Message;
import java.io.UncheckedIOException;

/**
 * What a webhook's receiver gets: {@code type}, {@code timestamp} and {@code data} as Standard Webhooks has it, and in
 * {@code data} what of the message concerns this receiver, under the names of the message format. The bytes of
 * attachments are in base64.
 */
final class WebhookBody {
    private final ObjectMapper mapper = new ObjectMapper();

    byte[] of(Delivery delivery) {
        Message message = delivery.message();
        ObjectNode body = mapper.createObjectNode();
        body.put("type", delivery.event().type());
        body.put("timestamp", delivery.event().time().toString());
        ObjectNode data = body.putObject("data");
        data.put("source", delivery.event().source());
        data.put("id", delivery.event().id());
        delivery.recipient().ifPresent(recipient -> data.put("recipient", recipient));
        message.subject().ifPresent(line -> data.put("subject", line));
        message.text().ifPresent(text -> data.put("text", text));
        message.html().ifPresent(html -> data.put("html", html));
        message.data().ifPresent(json -> data.set("data", json));
        if (!message.attachments().isEmpty()) {
            var files = data.putArray("attachments");
            message.attachments()
                    .forEach(file -> files.addObject()
                            .put("name", file.name())
                            .put("contentType", file.contentType())
                            .put("content", file.content()));
        }
        if (!message.tags().isEmpty()) {
            var tags = data.putArray("tags");
            message.tags().forEach(tags::add);
        }
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
