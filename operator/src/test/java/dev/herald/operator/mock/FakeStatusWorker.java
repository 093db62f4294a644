package dev.herald.operator.mock;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A status worker that says what it is told to say, and answers long polls as a real one does. */
public final class FakeStatusWorker implements AutoCloseable {
    private static final Pattern QUESTION = Pattern.compile("after=(-?\\d+)&wait=(\\d+)");

    private final HttpServer server;
    private long sequence;
    private String members = "";
    private Answer answer = this::report;
    private int questions;

    /** Listens on an address of the loopback network; port 0 takes a free one. */
    public FakeStatusWorker(String host, int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/report", exchange -> {
            try (exchange) {
                current().to(exchange);
            }
        });
        server.start();
    }

    /** Where it is. */
    public URI address() {
        return URI.create("http://%s:%d".formatted(server.getAddress().getHostString(), server.getAddress().getPort()));
    }

    /** Says something new: further members of the report, such as {@code "incidents": []}. */
    public synchronized void say(String newMembers) {
        members = newMembers;
        sequence++;
        notifyAll();
    }

    /** Says the same once more. */
    public synchronized void move() {
        say(members);
    }

    /** Answers like this from now on. */
    public synchronized void answer(Answer other) {
        answer = other;
    }

    /** How often it was asked. */
    public synchronized int questions() {
        return questions;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A text, with a status code. */
    public static void text(HttpExchange exchange, int code, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private synchronized Answer current() {
        questions++;
        return answer;
    }

    private void report(HttpExchange exchange) throws IOException {
        Matcher question = QUESTION.matcher(exchange.getRequestURI().getQuery());
        if (!question.find()) {
            text(exchange, 400, "after and wait must be said");
            return;
        }
        text(exchange, 200, next(Long.parseLong(question.group(1)), Long.parseLong(question.group(2)) * 1000));
    }

    private synchronized String next(long after, long waitMillis) {
        long end = System.nanoTime() + waitMillis * 1_000_000;
        try {
            while (sequence == after && end - System.nanoTime() > 1_000_000) {
                wait((end - System.nanoTime()) / 1_000_000);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return "{\"v\": 1, \"instance\": \"fake\", \"sequence\": %d%s}".formatted(sequence,
                members.isEmpty() ? "" : ", " + members);
    }

    /** What is answered. */
    @FunctionalInterface
    public interface Answer {
        /** Answers. */
        void to(HttpExchange exchange) throws IOException;
    }
}
