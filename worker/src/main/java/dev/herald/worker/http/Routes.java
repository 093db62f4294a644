package dev.herald.worker.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.BadMessageException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between Jetty and the endpoints. */
final class Routes extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(Routes.class);
    /** Read and thrown away of a body that is refused: a client that still writes would not see the answer. */
    private static final long MAX_DISCARDED_BYTES = 32L * 1024 * 1024;

    private final Map<String, Endpoint> endpoints;

    Routes(Map<String, Endpoint> endpoints) {
        this.endpoints = Map.copyOf(endpoints);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Endpoint endpoint = endpoints.get(Request.getPathInContext(request));
        try {
            Answer answer = endpoint == null
                    ? Answer.text(404, "there is nothing here")
                    : endpoint.answer(
                            new JettyRequest(request));
            discard(request);
            write(answer, request, response, callback);
        } catch (IOException e) {
            callback.failed(e);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("path", Request.getPathInContext(request)).setCause(e).log("request failed");
            write(Answer.text(500, "a defect; the worker's log says more"), request, response, callback);
        }
        return true;
    }

    private static void discard(Request request) {
        try (InputStream rest = Request.asInputStream(request)) {
            byte[] buffer = new byte[8 * 1024];
            long discarded = 0;
            for (int read = rest.read(buffer); read >= 0 && discarded < MAX_DISCARDED_BYTES; read = rest.read(buffer)) {
                discarded += read;
            }
        } catch (IOException | RuntimeException e) {
            log.atDebug().setCause(e).log("the rest of a body did not come");
        }
    }

    private static void write(Answer answer, Request request, Response response, Callback callback) {
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().length);
        answer.headers().forEach(response.getHeaders()::put);
        boolean bodiless = request.getMethod().equals("HEAD");
        response.write(true, bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(answer.body()), callback);
    }

    private record JettyRequest(Request request) implements Incoming {

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(request.getHeaders().get(name));
        }

        @Override
        public void headers(BiConsumer<String, String> each) {
            request.getHeaders()
                    .forEach(field -> each.accept(field.getName().toLowerCase(Locale.ROOT),
                            Optional.ofNullable(field.getValue()).orElse("")));
        }

        @Override
        public Optional<String> query(String name) {
            return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
        }

        @Override
        public Optional<Long> announcedLength() {
            return Optional.of(request.getLength()).filter(length -> length >= 0);
        }

        @Override
        public byte[] body(int limit) throws IOException, BodyTooLargeException {
            if (request.getLength() > limit) {
                throw new BodyTooLargeException(limit);
            }
            byte[] body = read(limit);
            if (body.length > limit) {
                throw new BodyTooLargeException(limit);
            }
            return body;
        }

        // What Jetty says of a client that is too slow or gone is no defect of ours.
        private byte[] read(int limit) throws IOException {
            try {
                return Request.asInputStream(request).readNBytes(limit + 1);
            } catch (BadMessageException e) {
                throw new EOFException(e.getMessage());
            } catch (IOException e) {
                if (e.getCause() instanceof TimeoutException) {
                    throw new EOFException("the client fell silent");
                }
                throw e;
            }
        }
    }
}
