package dev.herald.worker.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The catalogue of message formats ever released, oldest first. The order is the order in which a pipeline may move
 * forward; each format has golden bytes among the tests that no later version may fail to read.
 */
public enum MessageFormat {
    /** Attachments in base64, tags a list. */
    JSON_V1("json-v1", "application/vnd.herald.message.v1+json",
            new TreeCodec(JsonFactory.builder(), new FirstMembers())),
    /** Attachments with content id, disposition and digest; tags with values. */
    JSON_V2("json-v2", "application/vnd.herald.message.v2+json",
            new TreeCodec(JsonFactory.builder(), new SecondMembers(ContentForm.TEXT))),
    /** As JSON v2, with the bytes of attachments and digests as they are (RFC 8949 byte strings). */
    CBOR_V1("cbor-v1", "application/vnd.herald.message.v1+cbor",
            new TreeCodec(CBORFactory.builder(), new SecondMembers(ContentForm.BYTES)));

    private final String key;
    private final String mediaType;
    private final TreeCodec codec;

    MessageFormat(String key, String mediaType, TreeCodec codec) {
        this.key = key;
        this.mediaType = mediaType;
        this.codec = codec;
    }

    /** The name by which resources and files know it. */
    public String key() {
        return key;
    }

    /** The content type of a record in this format, without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** Whether a pipeline that has come to this format has left the other behind. */
    public boolean isNewerThan(MessageFormat other) {
        return compareTo(other) > 0;
    }

    /**
     * The same message always gives the same bytes.
     *
     * @throws InvalidFieldException
     *             with the field that this format cannot hold: nothing is left out in silence
     */
    public byte[] encode(Message message) {
        return codec.encode(message);
    }

    /**
     * Unknown fields are ignored, so that a newer writer of the same version may add some; types are not guessed.
     *
     * @throws UndecodableException
     *             with the field that is wrong, and why
     */
    public Message decode(byte[] bytes) throws UndecodableException {
        return codec.decode(bytes);
    }

    /** What this version reads, and writes: the names of the whole catalogue, oldest first. */
    public static List<String> names() {
        return Arrays.stream(values()).map(MessageFormat::key).toList();
    }

    /** The format of a content type, whose case and parameters do not count; empty when this version knows none. */
    public static Optional<MessageFormat> ofContentType(String contentType) {
        int parameters = contentType.indexOf(';');
        String bare = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip()
                .toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(format -> format.mediaType.equals(bare)).findFirst();
    }

    /** The format of a name such as {@code cbor-v1}; empty when this version knows none. */
    public static Optional<MessageFormat> ofKey(String key) {
        return Arrays.stream(values()).filter(format -> format.key.equals(key)).findFirst();
    }
}
