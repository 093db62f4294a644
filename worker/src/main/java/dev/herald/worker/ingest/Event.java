package dev.herald.worker.ingest;

import java.util.Map;

/**
 * A CloudEvent 1.0 as it came in, its required attributes being there.
 *
 * @param attributes
 *            all but {@code datacontenttype}, extensions included, in their canonical text form, sorted
 * @param contentType
 *            of the data
 */
record Event(Map<String, String> attributes, String contentType, byte[] data) {

    String source() {
        return attributes.get("source");
    }

    String id() {
        return attributes.get("id");
    }
}
