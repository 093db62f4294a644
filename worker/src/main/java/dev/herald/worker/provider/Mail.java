package dev.herald.worker.provider;

import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Disposition;
import dev.herald.worker.format.Message;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.util.ByteArrayDataSource;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A delivery as an Internet message (RFC 5322 and 2045 to 2047): the bodies as alternatives, what the HTML shows related
 * to it (RFC 2387), other attachments beside them, names in any script by RFC 2231.
 */
final class Mail extends MimeMessage {
    private final String messageId;

    private Mail(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    /** @throws MessagingException when the message has nothing that a mail can show */
    static Mail of(Session session, Delivery delivery, InternetAddress from, InternetAddress to)
            throws MessagingException {
        Message message = delivery.message();
        String domain = from.getAddress().substring(from.getAddress().lastIndexOf('@') + 1);
        var mail = new Mail(session, "<" + delivery.wireId().unit() + "@" + domain + ">");
        mail.setFrom(from);
        mail.setRecipient(RecipientType.TO, to);
        if (message.subject().isPresent()) {
            mail.setSubject(message.subject().get(), "UTF-8");
        }
        mail.setSentDate(Date.from(delivery.event().time()));
        mail.setHeader("Herald-Message", delivery.wireId().message());
        mail.setHeader("Herald-Attempt", Integer.toString(delivery.attempt()));
        mail.setHeader("Herald-Claim", delivery.claim());

        Map<Boolean, List<Attachment>> byShown = message.attachments()
                .stream()
                .collect(Collectors.partitioningBy(attachment -> isShown(attachment, message)));
        List<Attachment> shown = byShown.get(true);
        List<Attachment> beside = byShown.get(false);
        if (beside.isEmpty()) {
            writeBody(mail, message, shown);
        } else {
            var mixed = new MimeMultipart("mixed");
            if (message.text().isPresent() || message.html().isPresent()) {
                var body = new MimeBodyPart();
                writeBody(body, message, shown);
                mixed.addBodyPart(body);
            }
            for (Attachment attachment : beside) {
                mixed.addBodyPart(part(attachment));
            }
            mail.setContent(mixed);
        }
        mail.saveChanges();
        return mail;
    }

    /** Kept over attempts, so that a mail server can tell a second one. */
    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    private static boolean isShown(Attachment attachment, Message message) {
        return attachment.disposition() == Disposition.INLINE && attachment.contentId().isPresent()
                && message.html().isPresent();
    }

    private static void writeBody(MimePart part, Message message, List<Attachment> shown) throws MessagingException {
        Optional<DataHandler> text = message.text().map(body -> text(body, "text/plain"));
        Optional<DataHandler> html = message.html().map(body -> text(body, "text/html"));
        if (text.isPresent() && html.isPresent()) {
            var plain = new MimeBodyPart();
            plain.setDataHandler(text.get());
            var rich = new MimeBodyPart();
            writeHtml(rich, html.get(), shown);
            part.setContent(new MimeMultipart("alternative", plain, rich));
        } else if (html.isPresent()) {
            writeHtml(part, html.get(), shown);
        } else {
            part.setDataHandler(text.orElseThrow(
                    () -> new MessagingException("the message has neither text nor html nor an attachment")));
        }
    }

    private static void writeHtml(MimePart part, DataHandler html, List<Attachment> shown) throws MessagingException {
        if (shown.isEmpty()) {
            part.setDataHandler(html);
            return;
        }
        var root = new MimeBodyPart();
        root.setDataHandler(html);
        var related = new MimeMultipart("related; type=\"text/html\"", root);
        for (Attachment attachment : shown) {
            related.addBodyPart(part(attachment));
        }
        part.setContent(related);
    }

    private static DataHandler text(String body, String type) {
        return new DataHandler(
                new ByteArrayDataSource(body.getBytes(StandardCharsets.UTF_8), type + "; charset=utf-8"));
    }

    private static MimeBodyPart part(Attachment attachment) throws MessagingException {
        var part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment.content(), contentType(attachment))));
        part.setFileName(attachment.name());
        part.setDisposition(attachment.disposition().text());
        if (attachment.contentId().isPresent()) {
            part.setContentID("<" + attachment.contentId().get() + ">");
        }
        // Any other encoding would let line ends be rewritten on the way: what was given must arrive byte for byte.
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    // RFC 2046 forbids base64 for composite types, and a parameter that nobody can parse must not cost the message.
    private static String contentType(Attachment attachment) {
        String type = attachment.contentType().toLowerCase(Locale.ROOT);
        if (type.startsWith("message/") || type.startsWith("multipart/")) {
            return "application/octet-stream";
        }
        try {
            return new ContentType(attachment.contentType()).toString();
        } catch (MessagingException e) {
            return "application/octet-stream";
        }
    }
}
