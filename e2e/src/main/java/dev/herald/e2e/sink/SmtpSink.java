package dev.herald.e2e.sink;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Function;

import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/** A real SMTP server that reads each mail to its attachments, records it and answers as it is told to. */
public final class SmtpSink implements Sink, AutoCloseable {
    private final String channel;
    private final Deliveries deliveries;
    private final InstantSource clock;
    private final Session session = Session.getInstance(new Properties());
    private final SMTPServer server;
    private volatile Function<Arrival, Answer> behaviour = Behaviour.ACCEPTING;

    /**
     * Starts it.
     *
     * @param channel the channel it stands for, recorded with each arrival
     * @param port 0: any free one
     */
    public SmtpSink(String channel, InetAddress address, int port, Deliveries deliveries, InstantSource clock) {
        this.channel = channel;
        this.deliveries = deliveries;
        this.clock = clock;
        this.server = SMTPServer.port(port)
                .bindAddress(address)
                .hostName("sink.herald.test")
                .insertReceivedHeaders(false)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(context -> new Transaction((org.subethamail.smtp.server.Session) context))
                .build();
        server.start();
    }

    /** The port it listens on. */
    public int port() {
        return server.getPortAllocated();
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
        server.stop();
    }

    private Arrival read(byte[] mail, String recipient) throws IOException {
        try {
            var message = new MimeMessage(session, new ByteArrayInputStream(mail));
            var attachments = new HashSet<String>();
            collect(message, attachments);
            return new Arrival(header(message, "Herald-Message"), Integer.parseInt(header(message, "Herald-Attempt")),
                    header(message, "Herald-Claim"), channel, recipient, attachments, clock.instant());
        } catch (MessagingException e) {
            throw new IOException("not a mail: " + e.getMessage(), e);
        }
    }

    private static void collect(Part part, Set<String> attachments) throws MessagingException, IOException {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
            try (var content = part.getInputStream()) {
                attachments.add(Digest.of(content.readAllBytes()));
            }
        } else if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                collect(parts.getBodyPart(i), attachments);
            }
        }
    }

    private static String header(MimeMessage message, String name) throws MessagingException, IOException {
        var value = message.getHeader(name, null);
        if (value == null) {
            throw new IOException("a mail without " + name);
        }
        return value;
    }

    private final class Transaction implements MessageHandler {
        private final org.subethamail.smtp.server.Session connection;
        private String recipient;

        private Transaction(org.subethamail.smtp.server.Session connection) {
            this.connection = connection;
        }

        @Override
        public void from(String from) {
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            if (this.recipient != null) {
                throw new RejectException(452, "4.5.3 one recipient a transaction");
            }
            this.recipient = recipient;
        }

        @Override
        public String data(InputStream data) throws RejectException, IOException {
            var arrival = read(data.readAllBytes(), recipient);
            return carryOut(behaviour.apply(arrival), arrival);
        }

        private String carryOut(Answer answer, Arrival arrival) throws RejectException, IOException {
            return switch (answer) {
                case Answer.Accept() -> {
                    deliveries.record(arrival, true);
                    yield "2.0.0 taken";
                }
                case Answer.Refuse(var code, var text, _) -> {
                    deliveries.record(arrival, false);
                    throw new RejectException(code, text);
                }
                case Answer.AcceptAndDrop() -> {
                    deliveries.record(arrival, true);
                    connection.closeSocket();
                    yield "";
                }
                case Answer.Late(var delay, var then) -> {
                    pause(delay.toMillis());
                    yield carryOut(then, arrival);
                }
            };
        }

        private void pause(long millis) throws IOException {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("closed while it was late", e);
            }
        }

        @Override
        public void done() {
        }
    }
}
