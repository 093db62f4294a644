package dev.herald.worker.provider;

import dev.herald.worker.provider.SmtpReply.Stage;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * A connection to a mail server over a socket of ours, so that it can be torn down from outside at any time. Watches
 * which command is under way: where a conversation broke off decides whether the message may have been taken, and the
 * reply to a command says more than the exception made of it. Used by one attempt at a time.
 */
final class SmtpConnection extends SMTPTransport {
    private final Socket socket;
    private final long opened = System.nanoTime();
    private long lastUsed = opened;
    private int uses;
    private Attempt attempt;
    private Stage stage = Stage.SESSION;
    private boolean cleaningUp;
    private Optional<SmtpReply> reply = Optional.empty();

    /**
     * @param socket
     *            the plain one, connected, on which everything rests
     */
    SmtpConnection(Session session, URLName server, Socket socket) {
        super(session, server);
        this.socket = socket;
        setLocalHost(addressLiteral(socket.getLocalAddress()));
    }

    // RFC 5321 section 4.1.4: a client that has no name of its own sends its address.
    private static String addressLiteral(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return "[" + (address instanceof Inet6Address ? "IPv6:" + text : text) + "]";
    }

    /** Everything until the next call happens on behalf of this attempt, and is torn down with it. */
    void use(Attempt next) throws IOException {
        attempt = next;
        uses++;
        reply = Optional.empty();
        socket.setSoTimeout(next.remainingMillis());
        next.onAbort(this::tearDown);
    }

    /** Greets, encrypts and authenticates over the socket, or over what encrypts it. */
    void open(Socket encryptedOrPlain) throws MessagingException {
        connect(encryptedOrPlain);
    }

    /** One transaction; returns the server's last word. */
    String deliver(Mail mail, Address to) throws MessagingException {
        sendMessage(mail, new Address[]{to});
        lastUsed = System.nanoTime();
        return getLastServerResponse();
    }

    /** What the server said last, when what it said was no. */
    Optional<SmtpReply> refusal() {
        return reply.filter(SmtpReply::refuses);
    }

    /** Whether the connection ended where a reply was due. */
    boolean hungUp() {
        return reply.filter(said -> said.code() < 0).isPresent();
    }

    /** The plain one on which everything rests. */
    Socket socket() {
        return socket;
    }

    /** Closes the socket under whatever reads or writes it. Does not wait for anything. */
    void tearDown() {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }

    /** Whether the connection has served for longer, more often, or rested longer than is good. */
    boolean worn(long maxAgeNanos, long maxIdleNanos, int maxUses) {
        long now = System.nanoTime();
        return uses >= maxUses || now - opened > maxAgeNanos || now - lastUsed > maxIdleNanos || socket.isClosed();
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        cleaningUp = command.equals("RSET") || command.equals("QUIT");
        stage = stageOf(command);
        if (stage == Stage.END_OF_DATA && !cleaningUp) {
            handOver();
        }
        super.sendCommand(command);
    }

    private void handOver() throws MessagingException {
        try {
            attempt.handOver();
        } catch (IOException e) {
            // The cause makes the transport drop the connection, and with it the unfinished message.
            throw new MessagingException(e.getMessage(), e);
        }
    }

    // RSET after a refusal must not hide the refusal, least of all when the server hangs up instead of answering.
    @Override
    protected int readServerResponse() throws MessagingException {
        int code = super.readServerResponse();
        if (!cleaningUp) {
            var said = new SmtpReply(stage, code, getLastServerResponse());
            reply = Optional.of(said);
            said.verdict().ifPresent(attempt::conclude);
        }
        return code;
    }

    private Stage stageOf(String command) {
        int space = command.indexOf(' ');
        return switch (space < 0 ? command : command.substring(0, space)) {
            case "MAIL" -> Stage.MAIL;
            case "RCPT" -> Stage.RCPT;
            case "DATA" -> Stage.DATA;
            case "." -> Stage.END_OF_DATA;
            case "AUTH" -> Stage.AUTH;
            case "EHLO", "HELO", "STARTTLS" -> Stage.SESSION;
            default -> stage;
        };
    }
}
