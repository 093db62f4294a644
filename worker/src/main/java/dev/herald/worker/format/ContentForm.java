package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;

/** How a format holds the bytes of an attachment and their digest. */
enum ContentForm {
    /** Content in base64 (RFC 4648 section 4, with padding), digests in hex. */
    TEXT {
        @Override
        byte[] read(String field, JsonNode node) {
            if (!node.isTextual()) {
                throw new InvalidFieldException(field, "must be a string in base64");
            }
            try {
                return Base64.getDecoder().decode(node.textValue());
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException(field, "is not base64 (RFC 4648 section 4)");
            }
        }

        @Override
        byte[] readDigest(String field, JsonNode node) {
            if (!node.isTextual()) {
                throw new InvalidFieldException(field, "must be a string in hex");
            }
            try {
                return HexFormat.of().parseHex(node.textValue());
            } catch (IllegalArgumentException e) {
                throw new InvalidFieldException(field, "is not hex");
            }
        }

        @Override
        void writeDigest(ObjectNode tree, String field, byte[] digest) {
            tree.put(field, HexFormat.of().formatHex(digest));
        }
    },
    /** Byte strings. */
    BYTES {
        @Override
        byte[] read(String field, JsonNode node) {
            if (!node.isBinary()) {
                throw new InvalidFieldException(field, "must be a byte string");
            }
            try {
                return node.binaryValue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        byte[] readDigest(String field, JsonNode node) {
            return read(field, node);
        }

        @Override
        void writeDigest(ObjectNode tree, String field, byte[] digest) {
            tree.put(field, digest);
        }
    };

    abstract byte[] read(String field, JsonNode node);

    abstract byte[] readDigest(String field, JsonNode node);

    abstract void writeDigest(ObjectNode tree, String field, byte[] digest);
}
