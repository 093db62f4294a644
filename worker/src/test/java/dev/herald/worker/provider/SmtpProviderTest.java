package dev.herald.worker.provider;

import static dev.herald.worker.provider.FailureKind.CONTENT;
import static dev.herald.worker.provider.FailureKind.CREDENTIALS;
import static dev.herald.worker.provider.FailureKind.NETWORK;
import static dev.herald.worker.provider.FailureKind.PROVIDER;
import static dev.herald.worker.provider.FailureKind.RECIPIENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.ProviderConfig.Smtp;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import dev.herald.worker.provider.CredentialsState.State;
import jakarta.mail.BodyPart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpProviderTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Message HELLO = Message.to("email", "ada@example.org").withSubject("Hello").withText("Hi Ada");

    private ScriptedSmtpServer server;
    private SmtpProvider provider;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedSmtpServer();
        provider = provider(Credentials.none());
    }

    private SmtpProvider provider(Credentials credentials) {
        return new SmtpProvider(new Smtp("127.0.0.1", server.port(), Smtp.Tls.None, "Shop <shop@example.com>"),
                credentials);
    }

    @AfterEach
    void stop() throws IOException {
        provider.close();
        server.close();
    }

    @Test
    void aMailArrivesAsItWasMeant() throws Exception {
        var message = Message.to("email", "Zoë <zoe@bücher.example>")
                .withSubject("Grüße – 😀")
                .withText("one\n.two\ntre€")
                .withHtml("<p>one</p>");

        var accepted = assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message, 3), DEADLINE));

        assertTrue(accepted.reference().contains("queued as 4711"), accepted.reference());
        assertTrue(server.commands.contains("MAIL FROM:<shop@example.com>"), server.commands.toString());
        assertTrue(server.commands.contains("RCPT TO:<zoe@xn--bcher-kva.example>"), server.commands.toString());
        MimeMessage mail = received(0);
        assertEquals("Grüße – 😀", mail.getSubject());
        assertEquals("Shop <shop@example.com>", mail.getFrom()[0].toString());
        assertEquals("Mon, 23 Nov 2026 08:00:00 +0000", mail.getHeader("Date", null).replace("(UTC)", "").strip());
        assertEquals("3", mail.getHeader("Herald-Attempt", null));
        assertEquals("00112233445566778899aabbccddeeff", mail.getHeader("Herald-Claim", null));
        var alternatives = (MimeMultipart) mail.getContent();
        assertTrue(alternatives.getContentType().startsWith("multipart/alternative"));
        assertEquals("one\r\n.two\r\ntre€",
                alternatives.getBodyPart(0).getContent().toString().replaceAll("\r?\n", "\r\n"));
        assertEquals("<p>one</p>", alternatives.getBodyPart(1).getContent());
    }

    @Test
    void attachmentsArriveByteForByteUnderTheirNames() throws Exception {
        byte[] binary = new byte[200_000];
        new Random(1).nextBytes(binary);
        byte[] mail = "Subject: x\n\nbody\r\n".getBytes();
        var message = HELLO.withAttachments(new Attachment("a.bin", "application/octet-stream", binary),
                new Attachment("Rechnung für Zoë – 請求書 und noch ein sehr langer Name, der umgebrochen wird 😀.pdf",
                        "application/pdf", new byte[0]),
                new Attachment("lines \"quoted\".txt", "text/plain; charset=utf-8", "a\nb\r\nc\r".getBytes()),
                new Attachment("old.eml", "message/rfc822", mail));

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message), DEADLINE));

        var mixed = (MimeMultipart) received(0).getContent();
        assertEquals(5, mixed.getCount());
        assertEquals("Hi Ada", mixed.getBodyPart(0).getContent());
        for (int i = 0; i < 4; i++) {
            var part = (MimeBodyPart) mixed.getBodyPart(i + 1);
            assertEquals(message.attachments().get(i).name(), part.getFileName());
            assertArrayEquals(message.attachments().get(i).content(), part.getInputStream().readAllBytes());
        }
        assertTrue(mixed.getBodyPart(3).getContentType().startsWith("text/plain; charset=utf-8"));
    }

    @Test
    void whatTheHtmlShowsIsRelatedToItAndTheRestIsBesideIt() throws Exception {
        byte[] bytes = {0, 10, 13, -1};
        var message = HELLO.withHtml("<img src=\"cid:logo@example.org\">")
                .withAttachments(new Attachment("terms.pdf", "application/pdf", bytes),
                        new Attachment("logo.png", "image/png", bytes).withContentId("logo@example.org").inline(),
                        new Attachment("photo.jpg", "image/jpeg", bytes).inline(),
                        new Attachment("map.png", "image/png", bytes).withContentId("map"));

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message), DEADLINE));

        var mixed = (MimeMultipart) received(0).getContent();
        var alternatives = (MimeMultipart) mixed.getBodyPart(0).getContent();
        var related = (MimeMultipart) alternatives.getBodyPart(1).getContent();
        assertTrue(related.getContentType().startsWith("multipart/related; type=\"text/html\";"),
                related.getContentType());
        assertEquals(message.html().orElseThrow(), related.getBodyPart(0).getContent());
        assertPart("logo.png", "inline", "<logo@example.org>", bytes, related.getBodyPart(1));
        assertPart("terms.pdf", "attachment", null, bytes, mixed.getBodyPart(1));
        assertPart("photo.jpg", "inline", null, bytes, mixed.getBodyPart(2));
        assertPart("map.png", "attachment", "<map>", bytes, mixed.getBodyPart(3));
    }

    private static void assertPart(String name, String disposition, String contentId, byte[] content, BodyPart part)
            throws Exception {
        assertEquals(name, part.getFileName());
        assertEquals(disposition, part.getDisposition());
        assertEquals(contentId, ((MimeBodyPart) part).getContentID());
        assertArrayEquals(content, part.getInputStream().readAllBytes());
    }

    @Test
    void aMailOfHtmlAndWhatItShowsHasNothingBesideIt() throws Exception {
        var message = Message.to("email", "ada@example.org")
                .withHtml("<img src=\"cid:logo\">")
                .withAttachments(new Attachment("logo.png", "image/png", new byte[]{1}).withContentId("logo").inline());

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message), DEADLINE));

        var related = (MimeMultipart) received(0).getContent();
        assertTrue(related.getContentType().startsWith("multipart/related"), related.getContentType());
        assertEquals(2, related.getCount());
    }

    @Test
    void theMessageIdStaysTheSameOverAttemptsAndFollowsFromTheMessage() throws Exception {
        provider.send(Deliveries.of(HELLO, 1), DEADLINE);
        provider.send(Deliveries.of(HELLO, 2), DEADLINE);

        assertEquals(received(0).getMessageID(), received(1).getMessageID());
        String key = received(0).getHeader("Herald-Message", null);
        // printf '/shop\n17' | openssl dgst -sha256 -binary | base64 | tr '+/' '-_' | cut -c1-22
        assertEquals("x1b7p2W73N9ZB6QjHbExoy", key);
        assertEquals("<" + key + ".email.0@example.com>", received(0).getMessageID());
    }

    @Test
    void connectionsAreUsedAgain() {
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(HELLO), DEADLINE));
        }
        assertEquals(1, server.connections.get());
    }

    @Test
    void aConnectionThatTheServerGaveUpCostsNoAttempt() throws Exception {
        provider.send(Deliveries.of(HELLO), DEADLINE);
        server.dropConnections();

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(HELLO), DEADLINE));
        assertEquals(2, server.connections.get());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"MAIL | 550 5.7.1 sender refused         | PROVIDER    | false",
            "MAIL | 530 5.7.0 authentication required | CREDENTIALS | false", "MAIL | 552 too large | CONTENT | true",
            "MAIL | 451 4.3.0 try later              | PROVIDER    | false",
            "RCPT | 550 5.1.1 <ada@example.org>: unknown | RECIPIENT | true",
            "RCPT | 550 no such user                 | RECIPIENT   | true",
            "RCPT | 450 4.2.1 greylisted             | RECIPIENT   | false",
            "RCPT | 552 5.2.2 mailbox full           | RECIPIENT   | true",
            "RCPT | 554 5.7.1 relay access denied    | PROVIDER    | false",
            "RCPT | 550 5.7.1 relaying denied        | PROVIDER    | false",
            "RCPT | 452 4.3.1 no space               | PROVIDER    | false",
            "RCPT | 421 4.3.2 closing                | PROVIDER    | false",
            "DATA | 554 5.5.1 no valid recipients    | PROVIDER    | false",
            ".    | 552 5.3.4 message too big        | CONTENT     | true",
            ".    | 552 message content rejected     | CONTENT     | true",
            ".    | 554 5.7.1 spam                   | CONTENT     | true",
            ".    | 550 5.6.0 attachment refused     | CONTENT     | true",
            ".    | 451 4.7.0 temporarily deferred   | PROVIDER    | false",
            "''   | 554 5.3.2 no service today       | PROVIDER    | false"})
    void aRefusalIsReadForWhoseFaultItIs(String command, String reply, FailureKind kind, boolean permanent) {
        server.answer(command, reply);

        var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(HELLO), DEADLINE));

        assertEquals(kind, failed.kind(), failed.error());
        assertEquals(permanent, failed.permanent());
        assertEquals(reply.substring(0, 3), failed.code());
        assertFalse(failed.error().contains("ada@"), failed.error());
        assertEquals(0, server.messages.size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"552 5.3.4 too big | 552 5.3.4 too big", "552 552 is a lot | 552 552 is a lot",
            "552-5.3.4 too/552-5.3.4 big/552 5.3.4 for us | 552 5.3.4 too big for us",
            "550-no/550 such mail | 550 no such mail"})
    void anErrorSaysTheCodesOnceHoweverManyLinesAReplyHas(String reply, String error) {
        server.answer(".", reply.replace("/", "\r\n"));

        var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(HELLO), DEADLINE));

        assertEquals(error, failed.error());
    }

    @Test
    void aConnectionGoesOnAfterARefusal() {
        server.answer("RCPT", "550 5.1.1 unknown");
        provider.send(Deliveries.of(HELLO), DEADLINE);
        server.answer(_ -> null);

        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(HELLO), DEADLINE));
        assertEquals(1, server.connections.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "EHLO", "MAIL", "RCPT", "DATA"})
    void silenceBeforeTheMessageIsNotSent(String command) {
        server.answer(command, ScriptedSmtpServer.HANG);
        assertEquals(NETWORK, failedWithin(SHORT).kind());

        server.answer(command, ScriptedSmtpServer.HANG_UP);
        assertEquals(NETWORK, failedWithin(DEADLINE).kind());
    }

    private SendResult.Failed failedWithin(Duration deadline) {
        long start = System.nanoTime();
        var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(HELLO), deadline));
        assertFalse(failed.permanent());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).compareTo(deadline.plusSeconds(2)) < 0);
        return failed;
    }

    @ParameterizedTest
    @ValueSource(strings = {ScriptedSmtpServer.HANG, ScriptedSmtpServer.HANG_UP, "gibberish"})
    void silenceAfterTheMessageIsAmbiguous(String answer) {
        server.answer(".", answer);

        assertInstanceOf(SendResult.Ambiguous.class, provider.send(Deliveries.of(HELLO), SHORT));
    }

    @Test
    void theAnswerStandsEvenWhenTheServerIsSilentWhileTidyingUp() {
        server.answer(command -> switch (command) {
            case "." -> "552 5.3.4 too big";
            case "RSET" -> ScriptedSmtpServer.HANG;
            default -> null;
        });

        var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(HELLO), SHORT));
        assertEquals(CONTENT, failed.kind());
    }

    @Test
    void nobodyListeningIsTheNetwork() throws Exception {
        server.close();

        assertEquals(NETWORK, failedWithin(DEADLINE).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "ada@", "@example.org", "ada@example.org, bob@example.org", "zoë@example.org",
            "a b@example.org", "team: ada@example.org;", "<ada@example.org>\u560D\u560ARCPT TO:<eve@example.org>",
            "\u760D\u760A@example.org"})
    void whatIsNoMailAddressIsTheRecipientsFault(String recipient) {
        var failed = assertInstanceOf(SendResult.Failed.class,
                provider.send(Deliveries.of(Message.to("email", recipient).withText("x")), DEADLINE));

        assertEquals(RECIPIENT, failed.kind());
        assertTrue(failed.permanent());
        assertEquals(0, server.connections.get());
    }

    @Test
    void aMessageWithoutContentOrRecipientIsRefused() {
        var empty = assertInstanceOf(SendResult.Failed.class,
                provider.send(Deliveries.of(Message.to("email", "ada@example.org").withSubject("x")), DEADLINE));
        var nobody = assertInstanceOf(SendResult.Failed.class,
                provider.send(Deliveries.of(Message.to("email").withText("x")), DEADLINE));

        assertEquals(CONTENT, empty.kind());
        assertEquals(CONTENT, nobody.kind());
        assertTrue(nobody.error().startsWith("recipients.email is empty"), nobody.error());
    }

    @Test
    void credentialsAreUsedReportedWhenRejectedAndPickedUpWhenChanged(@TempDir Path secret) throws Exception {
        var clock = new SettableClock();
        var credentials = new Credentials(Optional.of(secret), SmtpProvider.KEYS, clock);
        provider = provider(credentials);

        assertEquals(CREDENTIALS, failedWithin(DEADLINE).kind());
        assertEquals(State.MISSING, provider.credentials().state());
        assertEquals(0, server.connections.get());

        Files.writeString(secret.resolve("username"), "shop\n");
        Files.writeString(secret.resolve("password"), "old");
        clock.advance(Duration.ofSeconds(2));
        server.answer("AUTH", "535 5.7.8 bad password of shop@example.com");
        assertEquals(CREDENTIALS, failedWithin(DEADLINE).kind());
        assertEquals(State.REJECTED, provider.credentials().state());
        assertFalse(provider.credentials().message().contains("shop@"));

        Files.writeString(secret.resolve("password"), "new");
        clock.advance(Duration.ofSeconds(2));
        server.answer(_ -> null);
        assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(HELLO), DEADLINE));
        assertEquals(State.PRESENT, provider.credentials().state());
        // printf 'shop\0shop\0new' | base64
        assertTrue(server.commands.contains("AUTH PLAIN c2hvcABzaG9wAG5ldw=="), server.commands.toString());
    }

    @Test
    void aServerThatOffersNoEncryptionGetsNoMailWhenItIsRequired() throws Exception {
        var encrypted = new SmtpProvider(
                new Smtp("127.0.0.1", server.port(), Smtp.Tls.Required, "shop@example.com"),
                Credentials.none());

        var failed = assertInstanceOf(SendResult.Failed.class, encrypted.send(Deliveries.of(HELLO), DEADLINE));

        assertEquals(PROVIDER, failed.kind());
        assertTrue(failed.error().contains("STARTTLS"), failed.error());
        assertFalse(server.commands.stream().anyMatch(command -> command.startsWith("MAIL")));
    }

    private MimeMessage received(int index) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()),
                new ByteArrayInputStream(server.messages.get(index)));
    }
}
