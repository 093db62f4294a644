package dev.herald.worker.status.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.Heartbeat.Credentials;
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
                List.of(), "json-v1", List.of(partitions), credentials, false, NOW, NOW).encode(), NOW);
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
        assertEquals(new Worker("a", "send", "email", "3f9a1c22", NOW), state.workers(NOW).getFirst());
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
        assertEquals(List.of(new Replay("shop/again/9be1c0aa", "Running", Map.of("matched", 3L, "remaining", 1L), "",
                NOW, null, NOW)), state.replays());
        state.apply(ControlState.key(incident), null, NOW);
        assertEquals(List.of(), List.copyOf(state.incidents()));
    }

    @Test
    void countsWhatItCannotReadAndKeepsWhatItKnows() {
        beat("a", "email", PRESENT, 0);
        for (String key : List.of("worker/a", "incident/i-000000", "replay/shop/again/9be1c0aa", "status")) {
            for (String bad : List.of("", "no", "[]", "{}", "{'v': 2}", "{'v': 1}")) {
                assertThrows(IllegalArgumentException.class, () -> state.apply(key, json(bad), NOW), key + " " + bad);
            }
        }
        assertEquals(24, state.malformed());
        assertEquals(1, state.owned("email", NOW));
        state.apply("weather", json("rain"), NOW);
        assertEquals(24, state.malformed(), "other keys are other people's");
    }
}
