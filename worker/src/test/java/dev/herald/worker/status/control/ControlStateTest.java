package dev.herald.worker.status.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.Heartbeat.Credentials;
import dev.herald.worker.config.RolloutMemory;
import dev.herald.worker.status.report.Report.Probe;
import dev.herald.worker.status.report.Report.Probe.Evidence;
import dev.herald.worker.status.report.Report.Probe.HeldFormat;
import dev.herald.worker.status.report.Report.Probe.Stratum;
import dev.herald.worker.status.report.Report.Replay;
import dev.herald.worker.status.report.Report.Worker;
import dev.herald.worker.status.report.ReportFormat;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.MessageClass;

class ControlStateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Credentials PRESENT = new Credentials(Credentials.State.Present, "ab12", "");
    private static final Credentials REJECTED = new Credentials(Credentials.State.Rejected, "ab12", "535 no");

    private final ControlState state = new ControlState();

    private void beat(String pod, String channel, Credentials credentials, Integer... partitions) {
        state.apply("worker/" + pod, new Heartbeat("send", Optional.of(channel), "3f9a1c22", List.of("json-v1"),
                List.of(), "json-v1", List.of(partitions), credentials, false, Optional.of(40_000L), NOW, NOW).encode(),
                NOW);
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void countsThePartitionsOfAChannelOnce() {
        beat("a", "email", PRESENT, 0, 1, 2);
        beat("b", "email", REJECTED, 2, 3);
        beat("c", "hooks", PRESENT, 5);
        assertEquals(4, state.owned("email", NOW));
        assertEquals(Optional.of(REJECTED), state.credentials("email", NOW));
        assertEquals(Optional.of(PRESENT), state.credentials("hooks", NOW));
        assertEquals(Optional.empty(), state.credentials("sms", NOW));
        assertEquals(
                new Worker("a", "send", "email", "3f9a1c22", NOW, List.of("json-v1"), List.of(), "json-v1", 3, 40_000L),
                state.workers(NOW).getFirst());
    }

    @Test
    void countsThePartitionsOfEachRevision() {
        beat("a", "email", PRESENT, 0, 1, 2);
        beat("b", "email", PRESENT, 2, 3);
        state.apply("worker/c", new Heartbeat("send", Optional.of("email"), "77aa0b1c", List.of(), List.of(), "",
                List.of(4), PRESENT, false, Optional.empty(), NOW, NOW).encode(), NOW);
        state.apply("worker/d", new Heartbeat("send", Optional.of("email"), "00000000", List.of(), List.of(), "",
                List.of(), PRESENT, false, Optional.empty(), NOW, NOW).encode(), NOW);
        assertEquals(Map.of("3f9a1c22", 4, "77aa0b1c", 1), state.ownedByRevision("email", NOW));
        assertEquals(Map.of(), state.ownedByRevision("email", NOW.plusSeconds(61)));
    }

    @Test
    void countsTheSendersThatHavePartitionsWhileTheyAreThere() {
        beat("a", "email", PRESENT, 0, 1, 2);
        beat("b", "email", PRESENT, 3);
        beat("c", "email", PRESENT);
        beat("d", "hooks", PRESENT, 0);
        assertEquals(2, state.working("email", NOW));
        assertEquals(0, state.working("sms", NOW));
        assertEquals(0, state.working("email", NOW.plusSeconds(61)));
    }

    private void probe(String id, Instant at, String more) {
        state.apply("probe/" + id, json("{'v': 1, 'verdict': 'Failed', 'at': '%s'%s}".formatted(at, more)), NOW);
    }

    @Test
    void passesOnWhatProbesFound() {
        probe("77aa0b1c-1", NOW, """
                , 'reads': ['json-v1', 'json-v2'], 'writes': ['json-v1'], 'weather': 'rain',
                 'census': [{'format': 'json-v1', 'place': 'log', 'count': 1200}],
                 'strata': [{'stratum': 'attachments', 'sampled': 20, 'golden': 3, 'different': 1}],
                 'evidence': [{'where': 'log/3@17', 'stratum': 'attachments', 'field': 'attachments[0].content',
                               'difference': '12 bytes became 11'}],
                 'message': '1 of 23 came out different'""");
        assertEquals(List.of(new Probe("77aa0b1c-1", "Failed", List.of("json-v1", "json-v2"), List.of("json-v1"),
                List.of(new HeldFormat("json-v1", "log", 1_200)), List.of(new Stratum("attachments", 20, 3, 1)),
                List.of(new Evidence("log/3@17", "attachments", "attachments[0].content", "12 bytes became 11")),
                "1 of 23 came out different", NOW)), state.probes());
        state.apply("probe/77aa0b1c-1", null, NOW);
        assertEquals(List.of(), state.probes());
    }

    @Test
    void keepsWhatProbesFoundWithinBounds() {
        String evidence = Stream.generate(() -> "{'where': 'log/3@17', 'difference': '" + "x".repeat(5_000) + "'}")
                .limit(50)
                .collect(Collectors.joining(",", "[", "]"));
        for (int i = 0; i < 15; i++) {
            probe("p" + i, NOW.plusSeconds(i),
                    ", 'evidence': " + evidence + ", 'message': '" + "m".repeat(5_000) + "'");
        }
        assertEquals(10, state.probes().size());
        assertEquals("p14", state.probes().getFirst().id());
        assertEquals("p5", state.probes().getLast().id());
        Probe probe = state.probes().getFirst();
        assertEquals(20, probe.evidence().size());
        assertEquals(201, probe.evidence().getFirst().difference().length());
        assertEquals("", probe.evidence().getFirst().field());
        assertEquals(1_001, probe.message().length());
    }

    @Test
    void namesProbesThatAreOlderThanAWeek() {
        String id = "p".repeat(300);
        probe(id, NOW, "");
        probe("later", NOW.plusSeconds(1), "");
        assertEquals(List.of(), state.pastProbes(NOW.plus(Duration.ofDays(7))));
        assertEquals(List.of(id), state.pastProbes(NOW.plus(Duration.ofDays(7)).plusMillis(1)));
    }

    @Test
    void knowsWhatIsToBeRememberedOfRollouts() {
        assertEquals(Optional.empty(), state.memory());
        var memory = new RolloutMemory(12, "{\"generation\":%d}".formatted(12));
        state.apply("rollout", memory.encode(), NOW);
        assertEquals(Optional.of(memory), state.memory());
    }

    @Test
    void forgetsWorkersThatLeaveOrFallSilent() {
        beat("a", "email", PRESENT, 0);
        beat("b", "email", PRESENT, 1);
        state.apply("worker/a", null, NOW);
        assertEquals(List.of("b"), state.workers(NOW).stream().map(Worker::name).toList());
        assertEquals(1, state.owned("email", NOW.plusSeconds(60)));
        assertEquals(0, state.owned("email", NOW.plusSeconds(61)));
        assertEquals(List.of(), state.gone(NOW.plusSeconds(600)));
        assertEquals(List.of("b"), state.gone(NOW.plusSeconds(601)));
    }

    @Test
    void keepsIncidentsReplaysAndTheTimeOfJudgement() {
        Incident incident = new Incident("i-7f3a9c", "failed", Measure.FailedPercent, "email", MessageClass.WHOLE, NOW,
                NOW, Optional.empty(), 3, List.of(), "3 of 3 failed");
        state.apply(ControlState.key(incident), ReportFormat.encodeIncident(incident), NOW);
        state.apply("status", ReportFormat.encodeEvaluated(NOW), NOW);
        state.apply("replay/shop/again/9be1c0aa", json("""
                {'v': 1, 'phase': 'Running', 'counts': {'matched': 3, 'remaining': 1}, 'selected': {'email/0': 7},
                 'startedAt': '2026-11-23T08:00:00Z', 'at': '2026-11-23T08:00:00Z'}"""), NOW);
        assertEquals(List.of(incident), List.copyOf(state.incidents()));
        assertEquals(Optional.of(NOW), state.evaluated());
        assertEquals(
                List.of(new Replay("shop/again/9be1c0aa", "Running", "", Map.of("matched", 3L, "remaining", 1L), "", 0,
                        null, "", null, NOW, null, NOW)),
                state.replays());
        state.apply(ControlState.key(incident), null, NOW);
        assertEquals(List.of(), List.copyOf(state.incidents()));
    }

    @Test
    void countsWhatItCannotReadAndKeepsWhatItKnows() {
        beat("a", "email", PRESENT, 0);
        for (String key : List.of("worker/a", "incident/i-000000", "replay/shop/again/9be1c0aa", "status",
                "probe/77aa0b1c-1", "rollout", "formats")) {
            for (String bad : List.of("", "no", "[]", "{}", "{'v': 2}", "{'v': 1}")) {
                assertThrows(IllegalArgumentException.class, () -> state.apply(key, json(bad), NOW), key + " " + bad);
            }
        }
        assertEquals(42, state.malformed());
        assertEquals(1, state.owned("email", NOW));
        state.apply("weather", json("rain"), NOW);
        assertEquals(42, state.malformed(), "other keys are other people's");
    }
}
