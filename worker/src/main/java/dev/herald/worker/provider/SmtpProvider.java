package dev.herald.worker.provider;

import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.ProviderConfig.Smtp;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * E-mail over SMTP (RFC 5321), one transaction for each recipient, so that each has an outcome of its own. The point of
 * no return is the dot that ends the message: a server that has not seen it must not deliver (section 4.1.1.4).
 */
public final class SmtpProvider implements Provider {
    /** What it takes from a Secret. */
    public static final List<String> KEYS = List.of("username", "password");

    private final Credentials credentials;
    private final SmtpConnections connections;
    private final InternetAddress from;

    /**
     * @param credentials
     *            with the {@link #KEYS}, when the Channel names a Secret
     * @throws ConfigurationException
     *             when the sender's address is none
     */
    public SmtpProvider(Smtp settings, Credentials credentials) {
        this(settings, credentials, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /**
     * @param tls
     *            decides which certificates are trusted
     */
    SmtpProvider(Smtp settings, Credentials credentials, SSLSocketFactory tls) {
        this.credentials = credentials;
        this.connections = new SmtpConnections(settings, tls);
        try {
            this.from = MailAddress.parse(settings.from());
        } catch (AddressException e) {
            throw new ConfigurationException("smtp.from must be one mail address like shop@example.org", e);
        }
    }

    @Override
    public SendResult send(Delivery delivery, Duration deadline) {
        return Attempt.within(deadline, attempt -> send(delivery, attempt));
    }

    private SendResult send(Delivery delivery, Attempt attempt) {
        if (delivery.recipient().isEmpty()) {
            return SendResult.permanent(FailureKind.CONTENT,
                    "recipients." + delivery.channel() + " is empty: an e-mail needs a mail address");
        }
        InternetAddress to;
        Mail mail;
        try {
            to = MailAddress.parse(delivery.recipient().get());
        } catch (AddressException e) {
            return SendResult.permanent(FailureKind.RECIPIENT, e.getMessage());
        }
        try {
            mail = Mail.of(connections.session(), delivery, from, to);
        } catch (MessagingException e) {
            return SendResult.permanent(FailureKind.CONTENT, e.getMessage());
        }
        Map<String, String> login = credentials.values();
        if (credentials.expected() && !(login.containsKey("username") && login.containsKey("password"))) {
            return SendResult.temporary(FailureKind.CREDENTIALS,
                    "the Secret of the channel lacks username or password");
        }
        return connections.pooled(login)
                .flatMap(pooled -> overPooled(pooled, mail, to, login, attempt))
                .orElseGet(() -> overNew(mail, to, login, attempt));
    }

    /** Empty when the server had given up the connection before it saw the message: that says nothing of the message. */
    private Optional<SendResult> overPooled(SmtpConnection connection, Mail mail, InternetAddress to,
            Map<String, String> login, Attempt attempt) {
        SendResult result;
        try {
            connection.use(attempt);
            result = deliver(connection, mail, to, login);
        } catch (MessagingException | IOException e) {
            connection.tearDown();
            result = failure(Optional.of(connection), e, attempt);
        }
        boolean stale = result instanceof SendResult.Failed failed && !attempt.handedOver()
                && (failed.kind() == FailureKind.NETWORK || failed.code().equals("421"));
        return stale && !attempt.remaining().isZero() ? Optional.empty() : Optional.of(result);
    }

    private SendResult overNew(Mail mail, InternetAddress to, Map<String, String> login, Attempt attempt) {
        Optional<SmtpConnection> connection = Optional.empty();
        try {
            var fresh = connections.connect(login, attempt);
            connection = Optional.of(fresh);
            connections.open(fresh);
            credentials.accepted(login);
            return deliver(fresh, mail, to, login);
        } catch (MessagingException | IOException e) {
            connection.ifPresent(SmtpConnection::tearDown);
            SendResult result = failure(connection, e, attempt);
            if (result instanceof SendResult.Failed failed && failed.kind() == FailureKind.CREDENTIALS) {
                credentials.rejected(login, failed.error());
            }
            return result;
        }
    }

    private SendResult deliver(SmtpConnection connection, Mail mail, InternetAddress to, Map<String, String> login)
            throws MessagingException {
        try {
            String reference = connection.deliver(mail, to);
            connections.giveBack(connection, login);
            return new SendResult.Accepted(reference);
        } catch (MessagingException e) {
            SmtpReply refusal = connection.refusal().orElseThrow(() -> e);
            connections.giveBack(connection, login);
            return refusal.failure();
        }
    }

    private static SendResult failure(Optional<SmtpConnection> connection, Exception e, Attempt attempt) {
        Optional<SendResult> said = connection.flatMap(SmtpConnection::refusal).map(SmtpReply::failure);
        if (said.isPresent()) {
            return said.get();
        }
        if (attempt.handedOver()) {
            return new SendResult.Ambiguous("no answer after the end of the message: " + reason(e));
        }
        if (connection.filter(SmtpConnection::hungUp).isPresent()) {
            return SendResult.temporary(FailureKind.NETWORK, "the server hung up instead of answering");
        }
        return switch (e) {
            case AuthenticationFailedException _ -> SendResult.temporary(FailureKind.CREDENTIALS, reason(e));
            case UnknownHostException _ -> SendResult.temporary(FailureKind.NETWORK, "unknown host " + e.getMessage());
            case MessagingException m when m.getNextException() == null ->
                SendResult.temporary(FailureKind.PROVIDER, reason(e));
            default -> SendResult.temporary(FailureKind.NETWORK, reason(e));
        };
    }

    private static String reason(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return e.getCause() == null || message.contains(String.valueOf(e.getCause().getMessage()))
                ? message
                : message + ": " + reason(e.getCause());
    }

    @Override
    public CredentialsState credentials() {
        return credentials.state();
    }

    @Override
    public void close() {
        connections.close();
    }
}
