package dev.herald.worker.status.stream;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.provider.ErrorText;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Status events as records of the status topic (docs/formats.md, "The status topic"): CloudEvents, and at the same time
 * messages to the channel {@code status} of a pipeline whose log that topic is.
 */
public final class StatusRecords {

    /** The key of the channel that such a pipeline delivers them by. */
    public static final String CHANNEL = "status";
    private static final String TYPE = "dev.herald.delivery.";
    private static final String SUBJECT = "ce_subject";
    private static final String REHYDRATED = "ce_rehydrated";

    private final TopicNames names;
    private final String source;

    public StatusRecords(TopicNames names, String namespace, String pipeline) {
        this.names = names;
        this.source = "/herald/" + namespace + "/" + pipeline;
    }

    /**
     * @param partitions
     *            of the status topic
     */
    ProducerRecord<byte[], byte[]> full(DeliveryStatus status, int partitions) {
        return record(status, data(status), partitions, subject(status));
    }

    /** What is left of an event that is too large: nothing of it has a length of its own. */
    ProducerRecord<byte[], byte[]> truncated(DeliveryStatus status, int partitions) {
        return record(status, begin(status).put("truncated", true), partitions, Map.of());
    }

    /** The same event once more, as a replay publishes it. */
    public ProducerRecord<byte[], byte[]> rehydrated(DeliveryStatus status, int partitions) {
        var attributes = new LinkedHashMap<>(subject(status));
        attributes.put(REHYDRATED, "true");
        return record(status, data(status).put("rehydrated", true), partitions, attributes);
    }

    private ProducerRecord<byte[], byte[]> record(DeliveryStatus status, ObjectNode data, int partitions,
            Map<String, String> more) {
        String from = source + "/" + status.channel();
        String id = id(status);
        var record = new ProducerRecord<>(names.status(), status.partition() % partitions, utf8(from + " " + id),
                MessageFormat.JSON_V1.encode(Message.to(CHANNEL).withData(data)));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(LogHeaders.SPEC_VERSION, "1.0");
        headers.put(LogHeaders.ID, id);
        headers.put(LogHeaders.SOURCE, from);
        headers.put(LogHeaders.TYPE, TYPE + status.outcome().name().toLowerCase(Locale.ROOT));
        headers.put(LogHeaders.TIME, status.time().toString());
        headers.putAll(more);
        headers.put(LogHeaders.CONTENT_TYPE, MessageFormat.JSON_V1.mediaType());
        headers.put(LogHeaders.CHANNELS, CHANNEL);
        headers.put(LogHeaders.ATTACHMENTS, "false");
        headers.forEach((name, value) -> record.headers().add(name, utf8(value)));
        return record;
    }

    // A ledger that was made anew counts its offsets from 0 again: the time tells them apart.
    private String id(DeliveryStatus status) {
        return "%s/%d@%d.%d".formatted(names.ledger(status.channel()), status.partition(), status.offset(),
                status.time().toEpochMilli());
    }

    private static Map<String, String> subject(DeliveryStatus status) {
        return status.message().map(it -> Map.of(SUBJECT, it.source() + " " + it.id())).orElse(Map.of());
    }

    private static ObjectNode begin(DeliveryStatus status) {
        ObjectNode data = JsonNodeFactory.instance.objectNode()
                .put("outcome", status.outcome().name())
                .put("channel", status.channel())
                .put("where", "log/%d@%d".formatted(status.partition(), status.unit().offset()));
        if (!status.unit().isWhole()) {
            data.put("recipient", status.unit().recipient());
        }
        return data.put("at", status.at().toString());
    }

    private static ObjectNode data(DeliveryStatus status) {
        ObjectNode data = begin(status);
        status.message()
                .ifPresent(message -> data.putObject("message")
                        .put("source", message.source())
                        .put("id", message.id()));
        if (status.attempt() > 0) {
            data.put("attempt", status.attempt());
        }
        put(data, "provider", status.provider());
        put(data, "revision", status.revision());
        put(data, "replay", status.job());
        put(data, "reference", ErrorText.of(status.reference()));
        status.error().ifPresent(error -> {
            ObjectNode why = data.putObject("error").put("kind", error.kind());
            put(why, "code", error.code());
            put(why, "text", ErrorText.of(error.text()));
        });
        status.nextAttempt().ifPresent(time -> data.put("nextAttempt", time.toString()));
        return data;
    }

    private static void put(ObjectNode data, String name, String value) {
        if (!value.isEmpty()) {
            data.put(name, value);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
