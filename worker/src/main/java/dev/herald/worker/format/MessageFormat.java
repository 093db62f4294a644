package dev.herald.worker.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The catalogue of message formats ever released, oldest first. The order is the order in which a pipeline may move
 * forward; each format has golden bytes among the tests that no later version may fail to read.
 */
public enum MessageFormat {
    /** Attachments inline in base64, tags a list. */
    JSON_V1("json-v1", "application/vnd.herald.message.v1+json",
            new TreeCodec(JsonFactory.builder(), ContentForm.BASE64)),
    /** As JSON v1, with the bytes of attachments as they are (RFC 8949 byte strings). */
    CBOR_V1("cbor-v1", "application/vnd.herald.message.v1+cbor",
            new TreeCodec(CBORFactory.builder(), ContentForm.BYTES));

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

    /** The same message always gives the same bytes. */
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
