package dev.herald.operator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.operator.mock.FakeStatusWorker;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.report.ReportReader.UnreadableReport;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReportReaderTest {
    private final ReportReader reader = new ReportReader(Duration.ofSeconds(30));
    private FakeStatusWorker worker;

    @BeforeEach
    void start() throws IOException {
        worker = new FakeStatusWorker("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        worker.close();
        reader.close();
    }

    @Test
    void readsTheExampleThatTheStatusWorkerIsTestedAgainst() throws Exception {
        Report report = reader.parse(Files.readAllBytes(Path.of("../docs/report.example.json")));

        assertEquals(42, report.sequence());
        assertEquals("Ready", report.log().state());
        assertEquals(12, report.channels().get("email").lag());
        assertEquals("Present", report.channels().get("email").credentials().state());
        assertEquals("", report.channels().get("hooks").credentials().state());
        assertEquals(new ReportedScaling(12.4, 11.9, 15, Instant.parse("2026-11-23T08:09:58Z"), 3,
                Instant.parse("2026-11-23T08:02:11.730Z"), Instant.parse("2026-11-23T08:10:04Z"),
                new ReportedScaling.Hottest(4, 9, 3.1)), report.channels().get("email").scaling());
        assertEquals(new ReportedScaling(0, 0, 0, null, 0, null, null, null), report.channels().get("hooks").scaling());
        Report.Incident incident = report.incidents().getFirst();
        assertEquals(Map.of("attachments", "true"), incident.labels());
        assertTrue(incident.actions().contains("CreateReplayJob"));
        assertFalse(report.replays().isEmpty());
        assertEquals(40_000, report.workers().getFirst().rate());
        assertNull(report.workers().getLast().rate());
    }

    @Test
    void waitsForNews() throws Exception {
        worker.say(Samples.WELL);
        Report first = reader.read(worker.address(), -1, Duration.ofSeconds(5));
        Thread.ofVirtual().start(() -> {
            while (worker.questions() < 2) {
                Thread.onSpinWait();
            }
            worker.move();
        });

        Report second = reader.read(worker.address(), first.sequence(), Duration.ofSeconds(5));

        assertEquals(first.sequence() + 1, second.sequence());
    }

    @Test
    void returnsWhatThereIsAfterTheWait() throws Exception {
        worker.say(Samples.WELL);

        assertEquals(1, reader.read(worker.address(), 1, Duration.ofSeconds(1)).sequence());
    }

    @Test
    void saysThatNobodyAnswers() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();

            assertThrows(IOException.class,
                    () -> reader.read(URI.create("http://127.0.0.1:" + port), -1, Duration.ZERO));
        }
    }

    @Test
    void refusesWhatIsNoReport() {
        for (String answer : List.of("", "null", "[]", "{", "{\"v\": \"x\"}", "{\"v\": 1, \"channels\": 7}",
                "{\"v\": 1, \"sequence\": {}}", "<html>", "[".repeat(1000))) {
            worker.answer(exchange -> FakeStatusWorker.text(exchange, 200, answer));

            assertThrows(UnreadableReport.class, () -> reader.read(worker.address(), -1, Duration.ZERO), answer);
        }
    }

    @Test
    void refusesANewerVersionByItsNumber() {
        worker.answer(exchange -> FakeStatusWorker.text(exchange, 200, "{\"v\": 2}"));

        UnreadableReport refusal = assertThrows(UnreadableReport.class,
                () -> reader.read(worker.address(), -1, Duration.ZERO));

        assertEquals("its version is 2, and this operator reads up to 1", refusal.getMessage());
    }

    @Test
    void refusesMoreThanTheFormatAllows() {
        worker.answer(exchange -> FakeStatusWorker.text(exchange, 200, " ".repeat(ReportReader.LARGEST + 1)));

        UnreadableReport refusal = assertThrows(UnreadableReport.class,
                () -> reader.read(worker.address(), -1, Duration.ZERO));

        assertEquals("is larger than 256 KiB", refusal.getMessage());
    }

    @Test
    void readsAsMuchAsTheFormatAllows() throws Exception {
        worker.answer(
                exchange -> FakeStatusWorker.text(exchange, 200, "{\"v\": 1}" + " ".repeat(ReportReader.LARGEST - 8)));

        assertEquals(1, reader.read(worker.address(), -1, Duration.ZERO).v());
    }

    @Test
    @Timeout(180)
    void givesUpAnAnswerThatComesInDrops() {
        worker.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 100_000; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        });

        try (ReportReader impatient = new ReportReader(Duration.ofMillis(200))) {
            assertThrows(IOException.class, () -> impatient.read(worker.address(), -1, Duration.ZERO));
        }
    }

    @Test
    void followsNoRedirect() {
        worker.answer(exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
            FakeStatusWorker.text(exchange, 302, "");
        });

        assertThrows(UnreadableReport.class, () -> reader.read(worker.address(), -1, Duration.ZERO));
    }
}
