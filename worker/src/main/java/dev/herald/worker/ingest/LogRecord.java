package dev.herald.worker.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What goes into the event log (docs/formats.md, "The log").
 *
 * @param headers
 *            in the order they are written
 */
record LogRecord(byte[] key, Map<String, String> headers, byte[] value) {
    /** Of a record and the batch around it, generously: lengths, timestamps, checksums. */
    private static final int FRAME_BYTES = 128;
    private static final int HEADER_FRAME_BYTES = 10;

    /** Bytes in the log, never less than Kafka counts. */
    int size() {
        int size = FRAME_BYTES + key.length + value.length;
        for (var header : headers.entrySet()) {
            size += HEADER_FRAME_BYTES + header.getKey().length()
                    + header.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }
}
