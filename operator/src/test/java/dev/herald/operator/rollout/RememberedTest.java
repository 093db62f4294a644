package dev.herald.operator.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.RevisionState;
import dev.herald.api.v1alpha1.WorkerSettings.Variable;
import dev.herald.operator.plan.Json;
import dev.herald.operator.report.Report;
import dev.herald.operator.worker.Release;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");

    @Test
    void nothingIsForgottenThatFits() {
        assertEquals(List.of("serving Good 1", "good Good 1", "superseded Superseded 1", "rejected Rejected 1"),
                remembered(release("serving", RevisionState.Good, 1, 0), release("good", RevisionState.Good, 1, 0),
                        release("superseded", RevisionState.Superseded, 1, 0),
                        release("rejected", RevisionState.Rejected, 1, 0)));
    }

    @Test
    void theOldestSupersededGoFirst() {
        assertEquals(List.of("serving Good 4", "later Superseded 4", "good Good 4", "rejected Rejected 1"),
                remembered(release("serving", RevisionState.Good, 4, 4_096),
                        release("later", RevisionState.Superseded, 4, 4_096),
                        release("earlier", RevisionState.Superseded, 4, 4_096),
                        release("good", RevisionState.Good, 4, 4_096),
                        release("rejected", RevisionState.Rejected, 1, 4_096)));
    }

    @Test
    void whatWasRejectedStaysSoAsLongAsItsNameFits() {
        assertEquals(List.of("later Rejected 8", "earlier Rejected 0", "serving Good 6"),
                remembered(release("later", RevisionState.Rejected, 8, 4_096),
                        release("earlier", RevisionState.Rejected, 8, 4_096),
                        release("serving", RevisionState.Good, 6, 4_096)));
    }

    @Test
    void whatServesStaysWhateverItsEnvironment() {
        assertEquals(List.of("serving Good 0"),
                remembered(release("rejected", RevisionState.Rejected, 50, 4_096),
                        release("good", RevisionState.Good, 50, 4_096),
                        release("serving", RevisionState.Good, 50, 4_096)).stream()
                        .filter(told -> told.startsWith("serving"))
                        .toList());
    }

    @Test
    void theSpecKnowsTheEnvironmentThatWasForgotten() {
        Release wanted = release("serving", RevisionState.Good, 50, 4_096).release();
        Report.Memory memory = Json.read(
                Json.text(Remembered.memory(state(release("serving", RevisionState.Good, 50, 4_096)))),
                Report.Memory.class);

        assertEquals(wanted, Remembered.of(memory, wanted).orElseThrow().servingRelease().release());
    }

    @Test
    void messagesAreCut() {
        KnownRelease told = new KnownRelease(new Release("serving", "worker:1", List.of()), RevisionState.Good,
                "long ".repeat(200), List.of(), NOW);

        assertEquals(256, Remembered.memory(state(told)).at("/revisions/0/message").asText().length());
    }

    /** Of each revision that is remembered its name, its state and how many variables. */
    private static List<String> remembered(KnownRelease... releases) {
        JsonNode memory = Remembered.memory(state(releases));
        assertTrue(memory.toString().getBytes(StandardCharsets.UTF_8).length <= 64 * 1024);
        return Stream.iterate(0, i -> i < memory.path("revisions").size(), i -> i + 1)
                .map(i -> memory.path("revisions").path(i))
                .map(one -> "%s %s %d".formatted(one.path("revision").asText(), one.path("state").asText(),
                        one.path("env").size()))
                .toList();
    }

    private static Rollout state(KnownRelease... releases) {
        return new Rollout(1, 7, "json-v1", "serving", null, List.of(releases), Map.of());
    }

    private static KnownRelease release(String revision, RevisionState state, int variables, int length) {
        List<Variable> env = IntStream.range(0, variables)
                .mapToObj(i -> new Variable("V" + i, "x".repeat(length)))
                .toList();
        return new KnownRelease(new Release(revision, "worker:1", env), state, "", List.of("json-v1"), NOW);
    }
}
