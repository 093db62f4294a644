package dev.herald.operator.pipeline;

import static dev.herald.operator.pipeline.GivenPipeline.NOW;
import static dev.herald.operator.pipeline.GivenPipeline.after;
import static dev.herald.operator.pipeline.GivenPipeline.events;
import static dev.herald.operator.pipeline.GivenPipeline.running;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.ConditionType;
import dev.herald.api.v1alpha1.NotificationPipelineStatus;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Plan;
import dev.herald.operator.report.Sighting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pipeline's conditions say of the topics, and of reports that do not come. */
class PipelineConditionsTest {
    private final PipelinePlanner planner = new PipelinePlanner("worker:1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "\"log\": {\"state\": \"Missing\", \"message\": \"2 topics are missing.\", \"commands\": [\"kafka-topics.sh --create\"]} | False/TopicsMissing",
            "\"log\": {\"state\": \"Misconfigured\", \"message\": \"m\"} | False/TopicsMisconfigured",
            "\"log\": {\"state\": \"Unreachable\", \"message\": \"m\"} | False/LogUnreachable",
            "\"log\": {\"state\": \"Ready\", \"durable\": {\"status\": \"False\", \"message\": \"1 replica\"}} | False/NotReplicated",
            "\"log\": {\"state\": \"\"} | False/ReportPending",})
    void isNotReadyUntilTheTopicsAreInOrder(String members, String expected) {
        assertEquals(expected,
                Given.said(planner.plan(running(Samples.PIPELINE, Given.report(members)), NOW).status().conditions(),
                        ConditionType.Ready));
    }

    @Test
    void printsTheCommandsForMissingTopics() {
        Sighting missing = Given.report(
                "\"log\": {\"state\": \"Missing\", \"message\": \"2 topics are missing.\", \"commands\": [\"kafka-topics.sh --create a\", \"kafka-topics.sh --create b\"]}");

        assertEquals("2 topics are missing.\nRun:\nkafka-topics.sh --create a\nkafka-topics.sh --create b",
                Given.message(planner.plan(running(Samples.PIPELINE, missing), NOW).status().conditions(),
                        ConditionType.Ready));
    }

    @Test
    void aWaivedPromiseDoesNotHinder() {
        String waived = Samples.PIPELINE.replace("management: Create",
                "management: Create\n    durability: {policy: Warn}");
        Sighting report = Given.report(
                "\"log\": {\"state\": \"Ready\", \"durable\": {\"status\": \"False\", \"message\": \"1 replica\"}}");

        NotificationPipelineStatus status = planner.plan(running(waived, report), NOW).status();

        assertEquals("False/PromiseWaived", Given.said(status.conditions(), ConditionType.LogDurable));
        assertEquals("True/RolledOut", Given.said(status.conditions(), ConditionType.Ready));
    }

    @Test
    void withoutAReportNothingIsClaimed() {
        Sighting nobody = new Sighting.Unreachable("http://10.0.0.7:8080", "Connection refused");
        ObservedPipeline observed = running(Samples.PIPELINE, nobody);

        NotificationPipelineStatus status = planner.plan(observed, NOW).status();

        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.Ready));
        assertEquals("False/ReportUnreachable", Given.said(status.conditions(), ConditionType.MetricsAvailable));
        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.DeliveryHealthy));
        assertEquals("Unknown/ReportUnreachable", Given.said(status.conditions(), ConditionType.LogDurable));
        assertTrue(Given.message(status.conditions(), ConditionType.MetricsAvailable)
                .contains("http://10.0.0.7:8080/report"));
    }

    @Test
    void noDataForLongIsAnAlarmOfItsOwn() {
        Sighting stale = new Sighting.Stale("It stands still.");
        NotificationPipelineStatus first = planner.plan(running(Samples.PIPELINE, stale), NOW).status();

        Plan<NotificationPipelineStatus> later = planner.plan(after(running(Samples.PIPELINE, stale), first),
                NOW.plus(Duration.ofMinutes(3)));

        assertEquals("Unknown/NoData", Given.said(later.status().conditions(), ConditionType.DeliveryHealthy));
        assertEquals(List.of("NoData"), events(later));
        assertEquals(List.of(), events(planner.plan(after(running(Samples.PIPELINE, stale), later.status()),
                NOW.plus(Duration.ofMinutes(4)))));
    }
}
