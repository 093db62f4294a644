package dev.herald.worker.provider;

import dev.herald.worker.config.ProviderConfig.Smtp;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to one mail server, kept for the next mail: one a mail would cost three to five times as much. Sends
 * under way are bounded by whoever sends, and so are the connections.
 */
final class SmtpConnections implements AutoCloseable {
    /** Servers close idle connections after 5 minutes (RFC 5321 section 4.5.3.2.7); busy ones often much earlier. */
    private static final long MAX_IDLE = Duration.ofSeconds(20).toNanos();
    /** So that a server behind a name that moves, or a balancer, gets its share. */
    private static final long MAX_AGE = Duration.ofMinutes(5).toNanos();
    private static final int MAX_USES = 200;

    private record Idle(SmtpConnection connection, Map<String, String> credentials) {}

    private final Smtp settings;
    private final SSLSocketFactory tls;
    private final Session authenticating;
    private final Session anonymous;
    private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    SmtpConnections(Smtp settings, SSLSocketFactory tls) {
        this.settings = settings;
        this.tls = tls;
        this.authenticating = session(true);
        this.anonymous = session(false);
    }

    private Session session(boolean authenticate) {
        var properties = new Properties();
        properties.put("mail.smtp.auth", Boolean.toString(authenticate));
        properties.put("mail.smtp.auth.mechanisms", "PLAIN LOGIN");
        String startTls = Boolean.toString(settings.tls() == Smtp.Tls.Required);
        properties.put("mail.smtp.starttls.enable", startTls);
        properties.put("mail.smtp.starttls.required", startTls);
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", tls);
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.mime.allowutf8", "false");
        return Session.getInstance(properties);
    }

    /** What messages are made for. */
    Session session() {
        return anonymous;
    }

    /** One that has served before with these credentials. */
    Optional<SmtpConnection> pooled(Map<String, String> credentials) {
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            if (next.credentials().equals(credentials) && !next.connection().worn(MAX_AGE, MAX_IDLE, MAX_USES)) {
                return Optional.of(next.connection());
            }
            quit(next.connection());
        }
        return Optional.empty();
    }

    /** A new one, connected but not yet opened: {@link #open} may fail with a reply that it then knows. */
    SmtpConnection connect(Map<String, String> credentials, Attempt attempt) throws IOException {
        String username = credentials.get("username");
        var server = new URLName("smtp", settings.host(), settings.port(), null, username, credentials.get("password"));
        var connection = new SmtpConnection(username == null ? anonymous : authenticating, server,
                connectedSocket(attempt));
        connection.use(attempt);
        return connection;
    }

    void open(SmtpConnection connection) throws MessagingException, IOException {
        connection.open(settings.tls() == Smtp.Tls.Implicit ? encrypt(connection.socket()) : connection.socket());
    }

    private Socket connectedSocket(Attempt attempt) throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName(settings.host());
        IOException last = new IOException(settings.host() + " has no address");
        for (int i = 0; i < addresses.length; i++) {
            // With the name of the setting: the certificate is checked against that, never against a reverse lookup.
            var named = InetAddress.getByAddress(settings.host(), addresses[i].getAddress());
            var socket = new Socket();
            attempt.onAbort(() -> closeQuietly(socket));
            try {
                socket.setTcpNoDelay(true);
                int share = Math.max(1, attempt.remainingMillis() / (addresses.length - i));
                socket.connect(new InetSocketAddress(named, settings.port()), share);
                return socket;
            } catch (IOException e) {
                closeQuietly(socket);
                last = e;
            }
        }
        throw last;
    }

    private SSLSocket encrypt(Socket socket) throws IOException {
        var encrypted = (SSLSocket) tls.createSocket(socket, settings.host(), settings.port(), true);
        var parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    void giveBack(SmtpConnection connection, Map<String, String> credentials) {
        if (closed || connection.worn(MAX_AGE, MAX_IDLE, MAX_USES)) {
            quit(connection);
            return;
        }
        idle.addFirst(new Idle(connection, credentials));
        if (closed) {
            close();
        }
    }

    // Without waiting for the answer; what has been closed already says nothing.
    private static void quit(SmtpConnection connection) {
        try {
            connection.close();
        } catch (MessagingException e) {
            connection.tearDown();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
            quit(next.connection());
        }
    }
}
