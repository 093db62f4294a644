package dev.herald.worker.http;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A request. */
public interface Incoming {
    String method();

    /** The first value of a header, whatever its case. */
    Optional<String> header(String name);

    /** All headers, names in lower case, in the order they came. */
    void headers(BiConsumer<String, String> each);

    /** The first value of a parameter of the query. */
    Optional<String> query(String name);

    /** Bytes of the body as the client has announced; empty when it comes in chunks. */
    Optional<Long> announcedLength();

    /**
     * Reads the body to its end.
     *
     * @throws BodyTooLargeException
     *             when it is longer than the limit, as soon as that is known
     */
    byte[] body(int limit) throws IOException, BodyTooLargeException;

    /** A body beyond the limit. */
    final class BodyTooLargeException extends Exception {
        public BodyTooLargeException(int limit) {
            super("the body has more than " + limit + " bytes");
        }
    }
}
