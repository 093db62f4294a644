package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the live file says besides channels and rules. */
class LiveReplaysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final String REPLAY = """
            apiVersion: herald.dev/v1alpha1
            kind: ReplayJob
            metadata: {name: again, namespace: shop}
            spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c}
            """;

    @Test
    void aReplayUnderWayFindsWhatAPersonSays() {
        JsonNode file = live(REPLAY.replace("incidentId", "approved: true, rateLimit: {perSecond: 7}, incidentId"),
                Phase.AwaitingApproval);

        assertEquals(Json.parse("{\"shop/again/0badc0de\": {\"approved\": true, \"perSecond\": 7}}"),
                file.get("replays"));
    }

    @Test
    void nothingIsSaidOfWhatIsOverOrOfWhichNothingIsSaid() {
        assertTrue(live(REPLAY, Phase.Running).path("replays").isMissingNode());
        assertTrue(live(REPLAY.replace("incidentId", "approved: true, incidentId"), Phase.Complete).path("replays")
                .isMissingNode());
    }

    @Test
    void theStatusStreamIsOnUnlessItIsSwitchedOff() {
        assertEquals(Json.parse("{\"enabled\": true, \"lagObjective\": \"PT1M\"}"),
                live(REPLAY, Phase.Running).get("statusStream"));
    }

    private static JsonNode live(String replay, Phase phase) {
        ReplayJobStatus status = new ReplayJobStatus(1L, List.of(), phase, null, 0L, null, null, null, null, NOW,
                null, "again-replay", "0badc0de", "");
        List<Write> writes = plan(List.of(status), replay).writes();
        return Json.parse(Given.made(writes, ConfigMap.class)
                .stream()
                .filter(map -> map.getMetadata().getName().equals("orders-live"))
                .findFirst()
                .orElseThrow()
                .getData()
                .get("live.json"));
    }

    private static Plan<NotificationPipelineStatus> plan(List<ReplayJobStatus> statuses, String replay) {
        return new PipelinePlanner("worker:1").plan(new ObservedPipeline(Given.pipeline(Samples.PIPELINE), List.of(),
                List.of(Given.channel(Samples.EMAIL)),
                statuses.stream().map(status -> Given.replay(replay, status)).toList(), List.of(), List.of(),
                List.of(), List.of(), List.of(), Given.report(Samples.WELL)), NOW);
    }
}
