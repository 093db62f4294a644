package dev.herald.worker.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.worker.config.ProviderConfig.Smtp;
import dev.herald.worker.config.ProviderConfig.Smtp.Tls;
import dev.herald.worker.format.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SmtpTlsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Message HELLO = Message.to("email", "ada@example.org").withText("Hi");

    private static SSLContext trusted;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        trusted = TestCertificate.in(folder).context();
    }

    @ParameterizedTest
    @EnumSource(names = {"Required", "Implicit"})
    void mailGoesOutEncryptedAndConnectionsAreUsedAgain(Tls tls) throws Exception {
        try (var server = new ScriptedSmtpServer(Optional.of(trusted), tls == Tls.Implicit);
                var provider = provider("localhost", server, tls, trusted.getSocketFactory())) {
            for (int i = 0; i < 3; i++) {
                assertInstanceOf(SendResult.Accepted.class, provider.send(Deliveries.of(HELLO), DEADLINE));
            }
            assertEquals(tls == Tls.Required, server.commands.contains("STARTTLS"));
            assertEquals(3, server.messages.size());
            assertEquals(1, server.connections.get());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Required", "Implicit"})
    void aServerOfAnotherNameGetsNothing(Tls tls) throws Exception {
        try (var server = new ScriptedSmtpServer(Optional.of(trusted), tls == Tls.Implicit);
                var provider = provider("127.0.0.1", server, tls, trusted.getSocketFactory())) {
            assertRefused(provider, server);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"Required", "Implicit"})
    void aServerThatNobodyVouchesForGetsNothing(Tls tls) throws Exception {
        try (var server = new ScriptedSmtpServer(Optional.of(trusted), tls == Tls.Implicit);
                var provider = provider("localhost", server, tls, (SSLSocketFactory) SSLSocketFactory.getDefault())) {
            assertRefused(provider, server);
        }
    }

    private static void assertRefused(SmtpProvider provider, ScriptedSmtpServer server) {
        var failed = assertInstanceOf(SendResult.Failed.class, provider.send(Deliveries.of(HELLO), DEADLINE));

        assertEquals(FailureKind.NETWORK, failed.kind());
        assertFalse(failed.permanent());
        assertTrue(failed.error().toLowerCase().contains("cert"), failed.error());
        assertFalse(server.commands.stream().anyMatch(command -> command.startsWith("MAIL")));
    }

    @ParameterizedTest
    @EnumSource(names = {"Required", "Implicit"})
    void aServerThatIsSilentAfterTheMessageIsAmbiguousInTimeThroughEncryptionToo(Tls tls) throws Exception {
        try (var server = new ScriptedSmtpServer(Optional.of(trusted), tls == Tls.Implicit);
                var provider = provider("localhost", server, tls, trusted.getSocketFactory())) {
            server.answer(".", ScriptedSmtpServer.HANG);
            long start = System.nanoTime();

            assertInstanceOf(SendResult.Ambiguous.class,
                    provider.send(Deliveries.of(HELLO), Duration.ofMillis(1_500)));

            assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() < 4_000);
        }
    }

    @Test
    void aServerThatNeverShakesHandsIsNotSentInTime() throws Exception {
        try (var server = new ScriptedSmtpServer();
                var provider = provider("localhost", server, Tls.Implicit, trusted.getSocketFactory())) {
            server.answer("", ScriptedSmtpServer.HANG);

            var failed = assertInstanceOf(SendResult.Failed.class,
                    provider.send(Deliveries.of(HELLO), Duration.ofMillis(500)));
            assertEquals(FailureKind.NETWORK, failed.kind());
        }
    }

    private static SmtpProvider provider(String host, ScriptedSmtpServer server, Tls tls, SSLSocketFactory trust) {
        return new SmtpProvider(new Smtp(host, server.port(), tls, "shop@example.com"), Credentials.none(), trust);
    }
}
