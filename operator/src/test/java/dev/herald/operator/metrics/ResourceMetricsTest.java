package dev.herald.operator.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.operator.resource.RawChannel;
import dev.herald.operator.resource.RawPipeline;
import dev.herald.operator.resource.RawReplayJob;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What alerts rest on, as Prometheus reads it. */
class ResourceMetricsTest {
    private static final String INCIDENT = "{id: i-1, channel: email, rule: failed, state: Open}";

    @Test
    void openIncidentsAreCountedByChannelAndRuleAndGoWhenTheyClose() {
        AtomicReference<RawPipeline> pipeline = new AtomicReference<>(pipeline(
                "incidents: [%s, {id: i-2, channel: email, rule: failed, state: Open}, {id: i-3, channel: hooks, rule: late, state: Closed}]"
                        .formatted(INCIDENT)));
        try (OperatorMetrics metrics = new OperatorMetrics()) {
            metrics.resources(() -> Stream.of(pipeline.get()));
            assertEquals(List.of(
                    "herald_incident_open{channel=\"email\",namespace=\"shop\",pipeline=\"orders\",rule=\"failed\"} 2.0"),
                    lines(metrics, "herald_incident_open{"));

            pipeline.set(pipeline("incidents: [%s]".formatted(INCIDENT.replace("Open", "Closed"))));
            assertEquals(List.of(), lines(metrics, "herald_incident_open{"));
        }
    }

    @Test
    void whatAPersonShouldLookAtHasASeries() {
        assertEquals(List.of("Approved/AwaitingApproval", "CredentialsAccepted/CredentialsRejected",
                "DeliveryHealthy/NoData", "Failed/RepairDoesNotHold", "Reconciling/RolloutHeld", "Stalled/Invalid",
                "StatusCurrent/StatusLate"),
                problems(pipeline(conditions("DeliveryHealthy, Unknown, NoData", "Stalled, 'True', Invalid",
                        "StatusCurrent, 'False', StatusLate", "Reconciling, 'True', RolloutHeld")),
                        raw(RawChannel.class,
                                conditions("CredentialsAccepted, 'False', CredentialsRejected")),
                        raw(RawReplayJob.class, conditions("Failed, 'True', RepairDoesNotHold",
                                "Approved, 'False', AwaitingApproval"))));
    }

    /** Senders stay as many as they are for as long as nothing is measured, whatever waits. */
    @ParameterizedTest
    @ValueSource(strings = {"Unknown", "'False'"})
    void aChannelWhoseSendersAreHeldForWantOfFiguresHasASeries(String status) {
        assertEquals(List.of("ScalingActive/FiguresMissing"), problems(raw(RawChannel.class,
                conditions("Ready, 'True', RolledOut", "ScalingActive, %s, FiguresMissing".formatted(status)))));
        assertEquals(List.of(),
                problems(raw(RawChannel.class, conditions("ScalingActive, 'True', FiguresCurrent"))));
    }

    @Test
    void whatIsWellOrNotYetKnownHasNone() {
        assertEquals(List.of(),
                problems(pipeline(conditions("DeliveryHealthy, Unknown, ReportPending", "Stalled, 'False', UpToDate",
                        "Ready, 'False', RollingOut")), pipeline("{}"),
                        raw(RawReplayJob.class,
                                conditions("Failed, 'False', UpToDate", "Approved, 'True', NotAsked"))));
    }

    @SafeVarargs
    private static List<String> problems(CustomResource<JsonNode, JsonNode>... resources) {
        try (OperatorMetrics metrics = new OperatorMetrics()) {
            metrics.resources(() -> Stream.of(resources));
            return lines(metrics, "herald_problem{").stream()
                    .map(line -> line.replaceAll(".*reason=\"(\\w+)\".*type=\"(\\w+)\".*", "$2/$1"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> lines(OperatorMetrics metrics, String beginning) {
        return metrics.scrape().lines().filter(line -> line.startsWith(beginning)).toList();
    }

    private static String conditions(String... each) {
        return "conditions: [%s]".formatted(String.join(", ", Arrays.stream(each)
                .map(one -> "{type: %s, status: %s, reason: %s}".formatted((Object[]) one.split(", ")))
                .toList()));
    }

    private static RawPipeline pipeline(String status) {
        return raw(RawPipeline.class, status);
    }

    private static <R> R raw(Class<R> kind, String status) {
        return Serialization.unmarshal("metadata: {name: orders, namespace: shop}\nstatus:\n  " + status + "\n", kind);
    }
}
