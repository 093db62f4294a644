package dev.herald.worker.kafka;

import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.ledger.Labels;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What the headers of a log record say (docs/formats.md, "The log"), for those who ask without decoding. Reads whatever
 * anyone has produced: what is absent is empty, what is malformed counts as absent.
 */
public final class LogHeaders {
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";
    public static final String CHANNELS = "herald-channels";
    public static final String ATTACHMENTS = "herald-attachments";
    public static final String TAGS = "herald-tags";

    // Labels go into every claim: a producer's megabyte must not. The limits of docs/formats.md and then some.
    private static final int MAX_IDENTITY = 1024;
    private static final int MAX_TAGS = 20;
    private static final int MAX_TAG = 64 + 1 + 64;

    private final Headers headers;

    public LogHeaders(Headers headers) {
        this.headers = headers;
    }

    public Optional<String> specVersion() {
        return text(SPEC_VERSION);
    }

    public Optional<String> id() {
        return text(ID);
    }

    public Optional<String> source() {
        return text(SOURCE);
    }

    public Optional<String> type() {
        return text(TYPE);
    }

    /** When the event happened, as its source says. */
    public Optional<Instant> time() {
        try {
            return text(TIME).map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public Optional<String> contentType() {
        return text(CONTENT_TYPE);
    }

    /** The keys of the channels addressed. */
    public List<String> channels() {
        return list(CHANNELS);
    }

    /** What rules and replays tell messages apart by. */
    public Labels labels(long timestamp) {
        return new Labels(source().map(text -> cut(text, MAX_IDENTITY)).orElse(""),
                id().map(text -> cut(text, MAX_IDENTITY)).orElse(""), Instant.ofEpochMilli(timestamp), attachments(),
                list(TAGS).stream().limit(MAX_TAGS).map(tag -> cut(tag, MAX_TAG)).toList(),
                contentType().flatMap(MessageFormat::ofContentType)
                        .map(MessageFormat::key)
                        .orElse(Labels.UNKNOWN_FORMAT));
    }

    private Labels.Attachments attachments() {
        return switch (text(ATTACHMENTS).orElse("")) {
            case "true" -> Labels.Attachments.YES;
            case "false" -> Labels.Attachments.NO;
            default -> Labels.Attachments.UNKNOWN;
        };
    }

    private List<String> list(String name) {
        return text(name).map(text -> Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList()).orElse(List.of());
    }

    private Optional<String> text(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
