package dev.herald.worker.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.ReportDesk;
import dev.herald.worker.status.report.ReportFormat;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

class StatusMetricsTest {

    private static final Instant TIME = Instant.parse("2026-11-23T08:10:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StatusMetrics metrics = new StatusMetrics(registry, new ReportDesk(),
            new LedgerStatus(new MemoryLedgers(1, List.of()), List.of(), List.of(), TIME, () -> TIME).watch,
            new ControlState());

    /** The documented example, in which an incident of mail with attachments is open. */
    private static Report report(String text, String instead) throws IOException {
        return ReportFormat.decode(Files.readString(Path.of("../docs/report.example.json"))
                .replace(text, instead)
                .getBytes(StandardCharsets.UTF_8));
    }

    private List<String> open() {
        return Stream.of(registry.scrape().split("\n"))
                .filter(line -> line.startsWith("herald_incident_open"))
                .toList();
    }

    @Test
    void showsAnIncidentWhileItIsOpenAndNotAMomentLonger() throws IOException {
        metrics.show(report("", ""), TIME);
        assertEquals(List.of("herald_incident_open{channel=\"email\",class=\"attachments=true\",rule=\"failed\"} 1.0"),
                open());
        metrics.show(report("\"Open\"", "\"Closed\""), TIME);
        assertEquals(List.of(), open());
    }

    @Test
    void showsAClassThatHasWidenedInPlaceOfTheNarrowOne() throws IOException {
        metrics.show(report("", ""), TIME);
        metrics.show(
                report("\"class\": {\"attachments\": \"true\"},\n      \"state\"", "\"class\": {},\n      \"state\""),
                TIME);
        assertEquals(List.of("herald_incident_open{channel=\"email\",class=\"all\",rule=\"failed\"} 1.0"), open());
    }
}
