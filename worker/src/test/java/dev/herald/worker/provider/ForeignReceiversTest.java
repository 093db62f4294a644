package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.herald.worker.config.ProviderConfig.Smtp;
import dev.herald.worker.config.ProviderConfig.Webhook;
import dev.herald.worker.foreign.Foreign;
import dev.herald.worker.format.Attachment;
import dev.herald.worker.format.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we send is read by libraries that are not ours. */
@Tag("foreign")
class ForeignReceiversTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path folder;

    @Test
    void theStandardWebhooksLibraryVerifiesOurSignature() throws Exception {
        var headers = new LinkedHashMap<String, String>();
        Path body = folder.resolve("body");
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.writeString(secret.resolve("signingKey"), SECRET);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
            Files.write(body, exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (var provider = new WebhookProvider(
                new Webhook("http://127.0.0.1:" + server.getAddress().getPort(), Webhook.Addresses.Any),
                new Credentials(Optional.of(secret), WebhookProvider.KEYS, InstantSource.system()),
                InstantSource.system())) {
            assertInstanceOf(SendResult.Accepted.class,
                    provider.send(Deliveries.of(Message.to("hooks").withText("Grüße 😀")), DEADLINE));
        } finally {
            server.stop(0);
        }

        assertEquals("dev.herald.order Grüße 😀\n", Foreign.python("webhook.py",
                Map.of("HEADERS", new ObjectMapper().writeValueAsString(headers), "PYTHONIOENCODING", "utf-8"), SECRET,
                body.toString()));
    }

    @Test
    void pythonReadsOurMailAsItWasMeant() throws Exception {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        String name = "Rechnung für Zoë – 請求書, ein sehr langer Name, der umgebrochen werden muss 😀.pdf";
        var message = Message.to("email", "Zoë <zoe@example.org>")
                .withSubject("Grüße – 😀 ".repeat(12).strip())
                .withText("one\n.two\n€".repeat(50))
                .withHtml("<p>ünö</p>")
                .withAttachments(new Attachment(name, "application/pdf", everyByte),
                        new Attachment("empty.txt", "text/plain", new byte[0]),
                        new Attachment("logo.png", "image/png", everyByte).withContentId("logo@example.org").inline());
        Path mail = folder.resolve("mail.eml");
        try (var server = new ScriptedSmtpServer();
                var provider = new SmtpProvider(
                        new Smtp("127.0.0.1", server.port(), Smtp.Tls.None, "Shöp <shop@example.com>"),
                        Credentials.none())) {
            assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(message), DEADLINE));
            Files.write(mail, server.messages.getFirst());
        }

        JsonNode read = new ObjectMapper().readTree(Foreign.python("mail.py", Map.of(), mail.toString()));

        assertEquals("[]", read.path("defects").toString());
        assertEquals(message.subject().orElseThrow(), read.path("subject").asText());
        assertEquals("Shöp <shop@example.com>", read.path("from").asText());
        assertEquals("Zoë <zoe@example.org>", read.path("to").asText());
        assertEquals("<x1b7p2W73N9ZB6QjHbExoy.email.0@example.com>", read.path("id").asText());
        assertEquals("2026-11-23T08:00:00+00:00", read.path("date").asText());
        assertEquals(message.text().orElseThrow().strip(), read.path("text").asText().replace("\r\n", "\n").strip());
        assertEquals("<p>ünö</p>", read.path("html").asText().strip());
        assertEquals(name, read.path("attachments").path(0).path(0).asText());
        assertEquals("application/pdf", read.path("attachments").path(0).path(1).asText());
        assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(everyByte)),
                read.path("attachments").path(0).path(2).asText());
        assertEquals("[[\"<logo@example.org>\",\"inline\",\"logo.png\"]]", read.path("shown").toString());
        assertEquals("empty.txt", read.path("attachments").path(1).path(0).asText());
    }
}
