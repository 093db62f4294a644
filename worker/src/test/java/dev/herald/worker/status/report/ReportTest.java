package dev.herald.worker.status.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.status.report.Channel.Decided;
import dev.herald.worker.status.report.Channel.Failing;
import dev.herald.worker.status.report.Channel.Revision;
import dev.herald.worker.status.report.Report.IncidentEntry;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.report.Report.Worker;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;
import dev.herald.worker.status.rules.MessageClass.Label;

class ReportTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant TIME = Instant.parse("2026-11-23T08:00:00Z");

    /** The file that the operator's parser is tried on, too. */
    private static Report example() throws IOException {
        return ReportFormat.decode(Files.readAllBytes(Path.of("../docs/report.example.json")));
    }

    @Test
    void writesExactlyTheDocumentedExample() throws IOException {
        byte[] golden = Files.readAllBytes(Path.of("../docs/report.example.json"));
        // Not the trees but the texts: the order of members is for people.
        assertEquals(JSON.writeValueAsString(JSON.readTree(golden)),
                new String(ReportFormat.encode(example()), StandardCharsets.UTF_8));
    }

    @Test
    void ignoresMembersItDoesNotKnowAndRefusesANewerVersion() throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(ReportFormat.encode(example()));
        json.putObject("weather").put("rain", true);
        assertEquals(example(), ReportFormat.decode(JSON.writeValueAsBytes(json)));
        json.put("v", 2);
        byte[] newer = JSON.writeValueAsBytes(json);
        String message = assertThrows(IllegalArgumentException.class, () -> ReportFormat.decode(newer)).getMessage();
        assertEquals("version 2 is not known, only 1", message);
    }

    @Test
    void readsBackWhatItWritesOfAnIncident() throws IOException {
        Incident incident = new Incident("i-7f3a9c", "failed", Measure.FailedPercent, "email",
                new MessageClass(Label.tag, "invoice"), TIME, TIME.plusMillis(1_500), Optional.of(TIME.plusSeconds(60)),
                7, List.of(Action.Alert), "7 of 7");
        byte[] value = ReportFormat.encodeIncident(incident);
        assertEquals(1, JSON.readTree(value).path("v").asInt());
        assertEquals("Closed", JSON.readTree(value).path("state").asText());
        assertEquals(incident, ReportFormat.decodeIncident(value));
    }

    @Test
    void refusesAnIncidentThatIsNone() {
        for (String bad : List.of("", "{", "[]", "{\"v\":1}", "{\"v\":1,\"onset\":\"yesterday\"}",
                "{\"v\":1,\"measure\":\"Mood\"}")) {
            assertThrows(IllegalArgumentException.class,
                    () -> ReportFormat.decodeIncident(bad.getBytes(StandardCharsets.UTF_8)), bad);
        }
    }

    @Test
    void leavesAReportAloneThatFits() throws IOException {
        assertArrayEquals(ReportFormat.encode(example()), ReportFormat.encode(ReportSize.fit(example())));
    }

    @Test
    void keepsWithinItsSizeAndSaysHowMuchIsMissing() throws IOException {
        Report huge = huge();
        Report fitting = ReportSize.fit(huge);
        assertTrue(ReportFormat.encode(fitting).length <= ReportSize.MOST_BYTES);
        assertEquals(huge.incidents().size(), fitting.incidents().size() + fitting.leftOut().incidents());
        assertEquals(huge.workers().size(), fitting.workers().size() + fitting.leftOut().workers());
        assertEquals(huge.replays().size(), fitting.replays().size() + fitting.leftOut().replays());
        assertEquals(60 * 40, fitting.leftOut().failing()
                + fitting.channels().values().stream().mapToInt(c -> c.failing().size()).sum());
        assertEquals(60 * 40, fitting.leftOut().classes() + classes(fitting));
        assertEquals(1, fitting.leftOut().probes() + fitting.probes().size());
        assertEquals(huge.memory(), fitting.memory());
        assertEquals(60, fitting.channels().size());
        assertEquals(huge.channels().get("channel7").scaling(), fitting.channels().get("channel7").scaling());
        assertTrue(fitting.incidents().stream().anyMatch(incident -> incident.id().equals("i-000077")),
                "the only open one");
        assertEquals("i-000077", fitting.incidents().getFirst().id());
        assertTrue(fitting.leftOut().incidents() > 0 && fitting.leftOut().replays() > 0);
    }

    @Test
    void leavesOutClassesOfRevisionsBeforeAnyWorker() throws IOException {
        Report huge = huge();
        Report some = new Report(1, "x", 1, TIME, "3f9a1c22", huge.log(), huge.channels(), huge.unaddressed(),
                huge.workers().subList(0, 150), huge.incidents().subList(70, 80), List.of(), huge.formats(),
                huge.probes(), huge.memory(), true, huge.statusStream(), huge.leftOut());
        Report fitting = ReportSize.fit(some);
        assertTrue(ReportFormat.encode(fitting).length <= ReportSize.MOST_BYTES);
        assertEquals(60 * 40, fitting.leftOut().failing());
        assertTrue(fitting.leftOut().classes() > 0 && classes(fitting) > 0, fitting.leftOut().toString());
        assertEquals(0, fitting.leftOut().workers());
        assertEquals(some.channels().get("channel7").revisions().getFirst().rules(),
                fitting.channels().get("channel7").revisions().getFirst().rules());
    }

    @Test
    void saysNothingOfAMemoryThatIsNotThere() throws IOException {
        Report example = example();
        byte[] without = ReportFormat.encode(new Report(1, "x", 1, TIME, "3f9a1c22", example.log(), Map.of(),
                example.unaddressed(), List.of(), List.of(), List.of(), example.formats(), List.of(), null, true,
                example.statusStream(), example.leftOut()));
        assertFalse(JSON.readTree(without).has("memory"));
        assertTrue(JSON.readTree(without).path("remembers").asBoolean());
    }

    private static int classes(Report report) {
        return report.channels()
                .values()
                .stream()
                .flatMap(channel -> channel.revisions().stream())
                .mapToInt(revision -> revision.classes().size())
                .sum();
    }

    private static Report huge() throws IOException {
        Report example = example();
        Channel email = example.channels().get("email");
        Map<String, Channel> channels = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            var failing = new ArrayList<Failing>();
            for (int tag = 0; tag < 40; tag++) {
                failing.add(new Failing(Map.of("tag", "t".repeat(60) + tag), 100, 9, 9));
            }
            Revision revision = email.revisions().getFirst();
            channels.put("channel" + i, new Channel(1, 2, TIME, 3, true, TIME, email.totals(), failing,
                    email.credentials(), List.of(new Revision(revision.revision(), 3, 9, failing.stream()
                            .map(one -> new Decided(one.of(), 9))
                            .toList(), revision.rules())),
                    email.scaling()));
        }
        var incidents = new ArrayList<IncidentEntry>();
        var workers = new ArrayList<Worker>();
        var replays = new ArrayList<Replay>();
        for (int i = 0; i < 500; i++) {
            IncidentEntry some = example.incidents().get(i == 77 ? 0 : 1);
            incidents.add(new IncidentEntry("i-%06d".formatted(i), some.rule(), some.measure(), some.channel(),
                    some.of(), some.state(), TIME.plusSeconds(i), some.detected(), some.closed(), 1, some.actions(),
                    "m".repeat(2_000)));
            workers.add(new Worker("worker-" + i, "send", "email", "3f9a1c22", TIME, List.of("json-v1"),
                    List.of(), "json-v1", 3, 40_000L));
            replays.add(new Replay("shop/job" + i + "/9be1c0aa", "Complete", "", Map.of("matched", 1L), "m".repeat(500),
                    1.5,
                    TIME, "h".repeat(100), new Replay.Unrecoverable(1, "w".repeat(200)), TIME, TIME,
                    TIME.plusSeconds(i)));
        }
        return new Report(1, "x", 1, TIME, "3f9a1c22", example.log(), channels, example.unaddressed(), workers,
                incidents, replays, example.formats(), example.probes(), example.memory(), true,
                example.statusStream(), example.leftOut());
    }
}
