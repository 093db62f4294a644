package dev.herald.e2e.bulk;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A real HTTP server that goes by the headers of a webhook alone, for it has many to answer. */
final class BulkSink implements AutoCloseable {
    private static final int THREADS = 16;
    /** What is wrong with a message is not tried again. */
    private static final int CONTENT = 422;

    private final Server server;
    private volatile BulkTally tally = new BulkTally(0, System::nanoTime);
    private volatile boolean refusing;
    private volatile Duration delay = Duration.ZERO;

    /** @throws IllegalStateException when it cannot listen there */
    BulkSink(InetAddress address) {
        this.server = new Server(new QueuedThreadPool(THREADS));
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost(address.getHostAddress());
        connector.setPort(Bulk.PORT);
        server.addConnector(connector);
        server.setHandler(new Webhook());
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("no webhook sink on " + address.getHostAddress() + ":" + Bulk.PORT, e);
        }
    }

    void count(BulkTally tally) {
        this.tally = tally;
    }

    void refuseAttachments(boolean refuse) {
        this.refusing = refuse;
    }

    void answerAfter(Duration time) {
        this.delay = time;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Webhook extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            try (var in = Content.Source.asInputStream(request)) {
                in.skipNBytes(request.getLength());
            }
            int number = tally.number(request.getHeaders().get("Herald-Message"));
            boolean taken = number != 0 && !(refusing && new BulkMessage(number).hasAttachment());
            tally.came(number, request.getHeaders().get("Herald-Claim"), taken);
            response.setStatus(taken ? 204 : CONTENT);
            Runnable answer = () -> Content.Sink.write(response, true, taken ? "" : "attachments are refused",
                    callback);
            if (delay.isZero()) {
                answer.run();
            } else {
                request.getComponents().getScheduler().schedule(answer, delay.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        }
    }
}
