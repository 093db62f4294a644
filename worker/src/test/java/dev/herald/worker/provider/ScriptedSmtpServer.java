package dev.herald.worker.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server that does as it is told. For each command the script may give another answer than the usual one: a
 * reply, {@link #HANG} or {@link #HANG_UP}. The end of the data is the command "."; the greeting answers "".
 */
final class ScriptedSmtpServer implements AutoCloseable {
    static final String HANG = "hang";
    static final String HANG_UP = "hang up";

    final List<String> commands = new CopyOnWriteArrayList<>();
    final List<byte[]> messages = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final Optional<SSLContext> tls;
    private final boolean implicit;
    private volatile UnaryOperator<String> script = _ -> null;

    ScriptedSmtpServer() throws IOException {
        this(Optional.empty(), false);
    }

    ScriptedSmtpServer(Optional<SSLContext> tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** From now on; null means the usual reply. */
    void answer(UnaryOperator<String> replies) {
        script = replies;
    }

    /** To a command that starts so. */
    void answer(String command, String reply) {
        script = asked -> asked.startsWith(command) && (!command.isEmpty() || asked.isEmpty()) ? reply : null;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            converse(implicit ? encrypt(socket) : socket, true);
        } catch (IOException | InterruptedException e) {
            // The client is gone, as some tests want it.
        }
    }

    private SSLSocket encrypt(Socket socket) throws IOException {
        var encrypted = (SSLSocket) tls.orElseThrow().getSocketFactory().createSocket(socket, null, false);
        encrypted.startHandshake();
        return encrypted;
    }

    private void converse(Socket socket, boolean greet) throws IOException, InterruptedException {
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = socket.getOutputStream();
        if (greet) {
            reply(out, "", "220 sink");
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            String verb = line.split(" ")[0];
            switch (verb) {
                case "EHLO" -> reply(out, line,
                        "250-sink\r\n250-AUTH PLAIN\r\n" + (tls.isPresent() ? "250-STARTTLS\r\n" : "")
                                + "250 8BITMIME");
                case "STARTTLS" -> {
                    reply(out, line, "220 go on");
                    converse(encrypt(socket), false);
                    return;
                }
                case "AUTH" -> reply(out, line, "235 2.7.0 welcome");
                case "DATA" -> {
                    if (reply(out, line, "354 end with a dot").startsWith("354")) {
                        byte[] message = readMessage(in);
                        commands.add(".");
                        // Before the client hears of it: what it was told is there can be looked at.
                        String verdict = answerTo(".", "250 2.0.0 queued as 4711");
                        if (verdict.startsWith("250")) {
                            messages.add(message);
                        }
                        say(out, verdict);
                    }
                }
                case "QUIT" -> {
                    return;
                }
                default -> reply(out, line, "250 2.0.0 ok");
            }
        }
    }

    private String reply(OutputStream out, String command, String usual) throws IOException, InterruptedException {
        return say(out, answerTo(command, usual));
    }

    private String answerTo(String command, String usual) {
        String scripted = script.apply(command);
        return scripted == null ? usual : scripted;
    }

    private static String say(OutputStream out, String reply) throws IOException, InterruptedException {
        switch (reply) {
            case HANG -> Thread.currentThread().join();
            case HANG_UP -> throw new IOException("as told");
            default -> {
                out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        return reply;
    }

    private static byte[] readMessage(BufferedReader in) throws IOException {
        var message = new StringBuilder();
        for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
            if (line == null) {
                throw new IOException("ended within the message");
            }
            message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return message.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As a server does that restarts. */
    void dropConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropConnections();
    }
}
