package dev.herald.worker.http;

import java.io.IOException;

/** What answers the requests to a path. Called on a virtual thread for each request: it may block. */
@FunctionalInterface
public interface Endpoint {
    /** @throws IOException when the client is gone or too slow; nobody is left to be answered */
    Answer answer(Incoming request) throws IOException;
}
