package dev.herald.e2e.sink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;

class SmtpSinkTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final byte[] INVOICE = {0, 1, 2, (byte) 0xff};

    private final Deliveries deliveries = new Deliveries();
    private final SmtpSink sink = new SmtpSink("email", InetAddress.getLoopbackAddress(), 0, deliveries, () -> NOW);

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void recordsWhatArrivedWithTheDigestOfItsAttachments() throws Exception {
        send("m1", 1, "ann@example.org", INVOICE);
        var unit = new Arrival.Unit("m1", "email", "ann@example.org");
        assertEquals(new Deliveries.Delivery(
                new Arrival("m1", 1, "c-m1-1", "email", "ann@example.org", Set.of(Digest.of(INVOICE)), NOW), true),
                deliveries.all().getFirst());
        assertEquals(Set.of(), deliveries.corrupted(Map.of("m1", Set.of(Digest.of(INVOICE)))));
        assertEquals(Set.of(unit), deliveries.corrupted(Map.of("m1", Set.of(Digest.of(new byte[]{1})))));
    }

    @Test
    void refusesMailWithAttachmentsAloneWhenToldTo() throws Exception {
        sink.answer(
                arrival -> arrival.attachments().isEmpty() ? Answer.accept() : Answer.refuse(552, "5.3.4 too large"));
        send("m1", 1, "ann@example.org", null);
        var refused = assertThrows(SMTPSendFailedException.class, () -> send("m2", 1, "ann@example.org", INVOICE));
        assertEquals(552, refused.getReturnCode());
        sink.heal();
        send("m2", 2, "ann@example.org", INVOICE);
        assertEquals(1, deliveries.refused().size());
        assertEquals(2, deliveries.accepted().size());
        assertEquals(Set.of(), deliveries.twice());
    }

    @Test
    void aDroppedConnectionLeavesTheSenderInTheDarkAndTheMailTaken() {
        sink.answer(arrival -> new Answer.AcceptAndDrop());
        var unknown = assertThrows(MessagingException.class, () -> send("m1", 1, "ann@example.org", null));
        assertTrue(!(unknown instanceof SMTPSendFailedException failed) || failed.getReturnCode() < 0,
                unknown::toString);
        assertEquals(1, deliveries.accepted().size());
    }

    @Test
    void countsASecondAcceptanceAndARepeatedAttemptAsTwice() throws Exception {
        send("m1", 1, "ann@example.org", null);
        send("m1", 2, "ann@example.org", null);
        send("m1", 1, "bob@example.org", null);
        assertEquals(Set.of(new Arrival.Unit("m1", "email", "ann@example.org")), deliveries.twice());
        sink.answer(arrival -> Answer.refuse(450, "4.2.0 later"));
        assertThrows(MessagingException.class, () -> send("m3", 1, "eve@example.org", null));
        assertThrows(MessagingException.class, () -> send("m3", 1, "eve@example.org", null));
        assertTrue(deliveries.twice().contains(new Arrival.Unit("m3", "email", "eve@example.org")));
    }

    @Test
    void lostIsWhatNobodyAccepted() throws Exception {
        var taken = new Arrival.Unit("m1", "email", "ann@example.org");
        var missing = new Arrival.Unit("m2", "email", "ann@example.org");
        send("m1", 1, "ann@example.org", null);
        assertEquals(Set.of(missing), deliveries.lost(Set.of(taken, missing)));
    }

    private void send(String id, int attempt, String recipient, byte[] attachment) throws MessagingException {
        var settings = new Properties();
        settings.putAll(Map.of("mail.smtp.host", "127.0.0.1", "mail.smtp.port", Integer.toString(sink.port()),
                "mail.smtp.timeout", "5000"));
        var message = new MimeMessage(Session.getInstance(settings));
        message.setFrom("shop@example.org");
        message.setRecipients(RecipientType.TO, recipient);
        message.setHeader("Herald-Message", id);
        message.setHeader("Herald-Attempt", Integer.toString(attempt));
        message.setHeader("Herald-Claim", "c-" + id + "-" + attempt);
        var parts = new MimeMultipart();
        var text = new MimeBodyPart();
        text.setText("Hello");
        parts.addBodyPart(text);
        if (attachment != null) {
            var file = new MimeBodyPart();
            file.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment, "application/pdf")));
            file.setFileName("invoice.pdf");
            file.setDisposition(MimeBodyPart.ATTACHMENT);
            parts.addBodyPart(file);
        }
        message.setContent(parts);
        Transport.send(message);
    }
}
