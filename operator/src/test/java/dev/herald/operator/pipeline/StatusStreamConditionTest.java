package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.plan.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the status stream's figures mean. */
class StatusStreamConditionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Enabled  | {"enabled": true, "behind": 0, "published": 5}                                          | True/StatusPublished
            Enabled  | {"enabled": true, "behind": 2, "oldest": "2026-11-23T08:29:01Z"}                        | True/StatusPublished
            Enabled  | {"enabled": true, "behind": 2, "oldest": "2026-11-23T08:28:59Z", "message": "too large"} | False/StatusLate
            Enabled  | {"enabled": false}                                                                      | Unknown/ReportPending
            Enabled  | null                                                                                    | Unknown/ReportPending
            Disabled | {"enabled": false}                                                                      | True/StatusDisabled
            """)
    void theStatusStreamIsJudgedByItsOldest(String mode, String stream, String expected) {
        Plan<NotificationPipelineStatus> plan = new PipelinePlanner("worker:1").plan(new ObservedPipeline(
                Given.pipeline(Samples.PIPELINE + "  statusStream: {mode: %s}\n".formatted(mode)), List.of(),
                List.of(Given.channel(Samples.EMAIL)), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                Given.report(Samples.WELL + ", \"statusStream\": " + stream)), NOW);

        assertEquals(expected, Given.said(plan.status().conditions(), ConditionType.StatusCurrent));
        assertEquals(expected.endsWith("StatusLate"), plan.writes()
                .stream()
                .map(Write::object)
                .anyMatch(object -> object.getMetadata().getName().contains("statuslate")));
    }
}
