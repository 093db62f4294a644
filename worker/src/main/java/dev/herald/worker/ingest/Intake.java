package dev.herald.worker.ingest;

import dev.herald.worker.config.ChannelType;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.LogConfig;
import dev.herald.worker.format.InvalidFieldException;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns an event into a record of the log, or says why it is none. Pure: what it knows it is given. */
final class Intake {
    private static final String MEDIA_TYPES = Arrays.stream(MessageFormat.values())
            .map(MessageFormat::mediaType)
            .collect(Collectors.joining(", "));

    private final LogConfig log;

    Intake(LogConfig log) {
        this.log = log;
    }

    /** @throws Refusal naming the member of the message, or the channel, that is wrong */
    LogRecord accept(Event event, LiveSettings live, Instant now) throws Refusal {
        Message message = decode(event);
        checkChannels(message, live);
        if (message.deliverAfter().isPresent() && message.deliverAfter().get().isAfter(now.plus(log.retention()))) {
            throw Refusal.message("deliverAfter", "lies beyond the retention of the log, " + log.retention());
        }
        MessageFormat format = PinnedFormat.of(live);
        var entry = new LogRecord((event.source() + " " + event.id()).getBytes(StandardCharsets.UTF_8),
                headers(event, message, format), encode(message, format));
        if (entry.size() > log.maxMessageSize()) {
            throw Refusal.tooLarge("as " + format.key() + " this message takes " + entry.size(), log.maxMessageSize());
        }
        return entry;
    }

    private static byte[] encode(Message message, MessageFormat format) throws Refusal {
        try {
            return format.encode(message);
        } catch (InvalidFieldException e) {
            throw new Refusal(422, Refusal.Reason.PINNED_FORMAT, e.field(), e.reason()
                    + ", to which this pipeline is pinned: leave it out, or raise spec.serializer.format");
        }
    }

    private static Message decode(Event event) throws Refusal {
        MessageFormat format = formatOf(event.contentType()).orElseThrow(() -> new Refusal(415,
                Refusal.Reason.UNSUPPORTED_MEDIA_TYPE, "datacontenttype",
                "must be application/json or one of " + MEDIA_TYPES + " (Content-Type in binary mode)"));
        try {
            return format.decode(event.data());
        } catch (UndecodableException e) {
            throw e.field().isEmpty() ? Refusal.message("data", e.reason()) : Refusal.message(e.field(), e.reason());
        }
    }

    // An application need not know Herald's media types to send JSON. It stays the first version: what was sent as plain
    // JSON before there was a second must not change its meaning.
    private static Optional<MessageFormat> formatOf(String contentType) {
        String bare = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return bare.equals("application/json")
                ? Optional.of(MessageFormat.JSON_V1)
                : MessageFormat.ofContentType(bare);
    }

    private static void checkChannels(Message message, LiveSettings live) throws Refusal {
        for (var channel : message.recipients().entrySet()) {
            var settings = live.channel(channel.getKey());
            if (settings.isEmpty()) {
                throw new Refusal(422, Refusal.Reason.UNKNOWN_CHANNEL, "recipients." + channel.getKey(),
                        "names no channel of this pipeline; there are: "
                                + String.join(", ", new TreeSet<>(live.channels().keySet())));
            }
            if (settings.get().type() == ChannelType.Email) {
                checkMail("recipients." + channel.getKey(), channel.getValue().isEmpty(), message);
            }
        }
    }

    private static void checkMail(String field, boolean toNobody, Message message) throws Refusal {
        if (toNobody) {
            throw Refusal.message(field, "must have at least one mail address");
        }
        if (message.text().isEmpty() && message.html().isEmpty()) {
            throw Refusal.message("text", "or html must be there: " + field + " is e-mail");
        }
    }

    private static Map<String, String> headers(Event event, Message message, MessageFormat format) {
        var headers = new LinkedHashMap<String, String>();
        event.attributes().forEach((name, value) -> headers.put("ce_" + name, value));
        headers.put("content-type", format.mediaType());
        headers.put("herald-channels", String.join(",", message.recipients().keySet()));
        headers.put("herald-attachments", Boolean.toString(!message.attachments().isEmpty()));
        if (!message.tags().isEmpty()) {
            headers.put("herald-tags", String.join(",", message.tagLabels()));
        }
        message.deliverAfter().ifPresent(time -> headers.put("herald-deliver-after", time.toString()));
        return headers;
    }
}
