package dev.herald.worker.probe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.UndecodableException;
import java.util.List;
import java.util.Optional;

/** What an image makes of messages. Formats go by their keys. */
interface Codec {

    /** What it can decode, oldest first. */
    List<String> reads();

    /** What it can encode, oldest first. */
    List<String> writes();

    /** Empty when it knows none of this content type. */
    Optional<String> formatOf(String contentType);

    /** @param format one of those it writes */
    String contentType(String format);

    /** @param format one of those it reads */
    Message decode(String format, byte[] value) throws UndecodableException;

    /** @param format one of those it writes */
    byte[] encode(String format, Message message);

    /** As {@link #decode}, whatever happens. */
    default Outcome<Message> read(String format, byte[] value) {
        return reads().contains(format)
                ? Outcome.of(() -> decode(format, value))
                : Outcome.failure("content-type", "names no format that this image reads");
    }

    /** As {@link #encode}, whatever happens. */
    default Outcome<byte[]> write(String format, Message message) {
        return writes().contains(format)
                ? Outcome.of(() -> encode(format, message))
                : Outcome.failure("", "is of no format that this image writes");
    }

    /** What it reads, in the form in which images compare. */
    default Outcome<JsonNode> canonical(String format, byte[] value) {
        return read(format, value).then(message -> Outcome.of(() -> Canonical.of(message)));
    }
}
