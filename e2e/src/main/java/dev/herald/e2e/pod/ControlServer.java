package dev.herald.e2e.pod;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.UUID;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * What a pod can be asked and told: JSON over HTTP. Every pod says which of its lives it is in, and ends it at once, as if it had been killed,
 * when it is told {@code /halt}.
 */
final class ControlServer implements AutoCloseable {
    /** Where it listens, beside what the pod is for. */
    static final int PORT = 8090;

    private static final int KILLED = 137;

    private final Wire.Life life = new Wire.Life(UUID.randomUUID().toString());
    private final HttpServer server;
    private final ObjectMapper json = Wire.json();

    /** Listens on all addresses; answers once {@link #start()} is called. */
    ControlServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        on("/life", request -> life);
        on("/halt", request -> {
            // A client may say it again when it got no answer: to the next life this is no order.
            if (json.treeToValue(request, Wire.Life.class).equals(life)) {
                Runtime.getRuntime().halt(KILLED);
            }
            return life;
        });
    }

    /** What is answered under a path. */
    ControlServer on(String path, Command command) {
        server.createContext(path, exchange -> answer(exchange, command));
        return this;
    }

    ControlServer start() {
        server.start();
        return this;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, Command command) throws IOException {
        try (exchange) {
            byte[] body;
            int code = 200;
            try {
                var request = exchange.getRequestBody().readAllBytes();
                body = json.writeValueAsBytes(command.answer(request.length == 0 ? null : json.readTree(request)));
            } catch (Exception e) {
                code = 400;
                body = json.writeValueAsBytes(e.toString());
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** One thing that can be asked or told. */
    @FunctionalInterface
    interface Command {
        /**
         * @param request what was posted; null: nothing
         * @return written as JSON
         */
        Object answer(JsonNode request) throws Exception;
    }
}
