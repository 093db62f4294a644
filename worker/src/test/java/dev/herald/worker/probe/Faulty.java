package dev.herald.worker.probe;

import dev.herald.worker.format.Message;
import dev.herald.worker.format.UndecodableException;
import java.util.List;
import java.util.Optional;

/** An image as it should be, to be overridden where it is to be wrong. */
class Faulty implements Codec {

    private final Codec right = new Catalogue();

    /** Loses attachments without an exception. */
    static Codec losingAttachments() {
        return new Faulty() {
            @Override
            public Message decode(String format, byte[] value) throws UndecodableException {
                return super.decode(format, value).withAttachments();
            }
        };
    }

    @Override
    public List<String> reads() {
        return right.reads();
    }

    @Override
    public List<String> writes() {
        return right.writes();
    }

    @Override
    public Optional<String> formatOf(String contentType) {
        return right.formatOf(contentType);
    }

    @Override
    public String contentType(String format) {
        return right.contentType(format);
    }

    @Override
    public Message decode(String format, byte[] value) throws UndecodableException {
        return right.decode(format, value);
    }

    @Override
    public byte[] encode(String format, Message message) {
        return right.encode(format, message);
    }
}
