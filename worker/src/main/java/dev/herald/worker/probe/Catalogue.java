package dev.herald.worker.probe;

import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.format.UndecodableException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats of this image. */
final class Catalogue implements Codec {

    @Override
    public List<String> reads() {
        return Arrays.stream(MessageFormat.values()).map(MessageFormat::key).toList();
    }

    @Override
    public List<String> writes() {
        return reads();
    }

    @Override
    public Optional<String> formatOf(String contentType) {
        return MessageFormat.ofContentType(contentType).map(MessageFormat::key);
    }

    @Override
    public String contentType(String format) {
        return known(format).mediaType();
    }

    @Override
    public Message decode(String format, byte[] value) throws UndecodableException {
        return known(format).decode(value);
    }

    @Override
    public byte[] encode(String format, Message message) {
        return known(format).encode(message);
    }

    private static MessageFormat known(String format) {
        return MessageFormat.ofKey(format).orElseThrow(() -> new IllegalArgumentException("no format " + format));
    }
}
