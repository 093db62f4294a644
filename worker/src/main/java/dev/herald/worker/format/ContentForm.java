package dev.herald.worker.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/** How a format holds the bytes of an attachment. */
enum ContentForm {
    /** RFC 4648 section 4, with padding. */
    BASE64 {
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
    },
    /** A byte string. */
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
    };

    abstract byte[] read(String field, JsonNode node);
}
