package dev.herald.e2e.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A real HTTP server that reads each webhook to its attachments, records it and answers as it is told to. */
public final class WebhookSink implements Sink, AutoCloseable {
    private static final int THREADS = 40;
    private static final Pattern WEBHOOK_ID = Pattern.compile(".+\\.(?<key>[^.]+)\\.(?<recipient>[^.]+)");

    private final Deliveries deliveries;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Server server;
    private final ServerConnector connector;
    private volatile Function<Arrival, Answer> behaviour = Behaviour.ACCEPTING;

    /**
     * Starts it.
     *
     * @param port 0: any free one
     * @throws IllegalStateException when it cannot listen there
     */
    public WebhookSink(InetAddress address, int port, Deliveries deliveries, InstantSource clock) {
        this.deliveries = deliveries;
        this.clock = clock;
        this.server = new Server(new QueuedThreadPool(THREADS));
        this.connector = new ServerConnector(server, 1, 1);
        connector.setHost(address.getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Webhook());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("no webhook sink on " + address.getHostAddress() + ":" + port, e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void behave(Behaviour behaviour) {
        answer(behaviour);
    }

    /** As {@link #behave}, by a rule of this process. */
    public void answer(Function<Arrival, Answer> behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Arrival read(Request request, byte[] body) throws IOException {
        var attachments = new HashSet<String>();
        collect(json.readTree(body), attachments);
        // The endpoint is one for all channels and recipients: message.key.recipient tells them apart.
        var id = WEBHOOK_ID.matcher(header(request, "webhook-id"));
        if (!id.matches()) {
            throw new IOException("a webhook-id that is not message.key.recipient: " + header(request, "webhook-id"));
        }
        return new Arrival(header(request, "Herald-Message"), Integer.parseInt(header(request, "Herald-Attempt")),
                header(request, "Herald-Claim"), id.group("key"), id.group("recipient"), attachments, clock.instant());
    }

    private static void collect(JsonNode node, HashSet<String> attachments) {
        for (var attachment : node.path("attachments")) {
            attachments.add(Digest.of(Base64.getDecoder().decode(attachment.path("content").asText())));
        }
        node.forEach(member -> collect(member, attachments));
    }

    private static String header(Request request, String name) throws IOException {
        var value = request.getHeaders().get(name);
        if (value == null) {
            throw new IOException("a webhook without " + name);
        }
        return value;
    }

    private final class Webhook extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            Arrival arrival;
            try (var in = Content.Source.asInputStream(request)) {
                arrival = read(request, in.readAllBytes());
            } catch (IOException e) {
                answer(response, callback, 400, e.getMessage());
                return true;
            }
            carryOut(behaviour.apply(arrival), arrival, request, response, callback);
            return true;
        }

        private void carryOut(Answer answer, Arrival arrival, Request request, Response response, Callback callback)
                throws InterruptedException {
            switch (answer) {
                case Answer.Accept() -> {
                    deliveries.record(arrival, true);
                    answer(response, callback, 204, "");
                }
                case Answer.Refuse(var code, var text, var retryAfter) -> {
                    deliveries.record(arrival, false);
                    if (retryAfter.isPositive()) {
                        response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter.toSeconds());
                    }
                    answer(response, callback, code, text);
                }
                case Answer.AcceptAndDrop() -> {
                    deliveries.record(arrival, true);
                    request.getConnectionMetaData().getConnection().getEndPoint().close();
                    callback.succeeded();
                }
                case Answer.Late(var delay, var then) -> {
                    Thread.sleep(delay);
                    carryOut(then, arrival, request, response, callback);
                }
            }
        }

        private void answer(Response response, Callback callback, int code, String text) {
            response.setStatus(code);
            Content.Sink.write(response, true, text, callback);
        }
    }
}
