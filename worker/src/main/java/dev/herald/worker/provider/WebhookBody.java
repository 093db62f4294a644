package dev.herald.worker.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.TreeWriter;
import java.io.UncheckedIOException;

/**
 * What a webhook's receiver gets: {@code type}, {@code timestamp} and {@code data} as Standard Webhooks has it, and in
 * {@code data} what of the message concerns this receiver, under the names of the message format. The bytes of
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
        TreeWriter.content(data, delivery.message());
        try {
            return mapper.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
