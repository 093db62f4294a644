package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herald.api.v1alpha1.FailurePolicy.Action;
import dev.herald.api.v1alpha1.NotificationPipelineStatus.Incident;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Write;
import dev.herald.operator.report.Sighting;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What incidents make the operator do to channels and replays. */
class IncidentActionsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");
    private static final String SUSPENDS = Samples.open().replace("\"CreateReplayJob\"", "\"SuspendChannel\"");

    @Test
    void suspendsTheChannelOnceAndRemembersForWhat() {
        Incidents incidents = incidents(Samples.EMAIL, SUSPENDS, List.of());

        Write.Patch patch = patches(incidents).getFirst();
        assertEquals("email", patch.object().getMetadata().getName());
        assertEquals(
                "{\"spec\":{\"suspend\":true},\"metadata\":{\"annotations\":{\"herald.dev/suspended-for\":\"i-7f3a9c\"},\"resourceVersion\":\"1\"}}",
                Json.text(patch.merge()));
        assertEquals(List.of(Action.SuspendChannel), incidents.shown().getFirst().actions());
        assertTrue(events(incidents).contains("ChannelSuspended"));
    }

    @Test
    void aPersonWhoLetsTheChannelGoOnIsNotOverruled() {
        String resumed = Samples.EMAIL.replace("metadata: {",
                "metadata: {annotations: {herald.dev/suspended-for: i-7f3a9c}, ");

        Incidents incidents = incidents(resumed, SUSPENDS, List.of());

        assertEquals(List.of(), patches(incidents));
        assertEquals(List.of(Action.SuspendChannel), incidents.shown().getFirst().actions(), "it was done");
    }

    @Test
    void suspendsNothingForAnIncidentThatIsOverOrWhereAPersonHas() {
        String over = Samples.closed().replace("\"CreateReplayJob\"", "\"SuspendChannel\"");
        String suspended = Samples.EMAIL.replace("type: Email", "type: Email\n  suspend: true");

        assertEquals(List.of(), patches(incidents(Samples.EMAIL, over, List.of())));
        assertEquals(List.of(), patches(incidents(suspended, SUSPENDS, List.of())));
    }

    @Test
    void alertAloneDoesNothing() {
        Incidents incidents = incidents(Samples.EMAIL, Samples.open().replace(", \"CreateReplayJob\"", ""), List.of());

        assertEquals(List.of("IncidentOpened"), events(incidents));
        assertEquals(1, incidents.writes().size());
        assertEquals(List.of(), incidents.shown().getFirst().actions());
    }

    @Test
    void theReplayJobOfTheNextIncidentWaitsForTheCoolDown() {
        List<String> earlier = List.of(replayJob("i-000001", "2026-11-23T08:25:00Z"));

        assertEquals(List.of(), replays(incidents(Samples.EMAIL, two(), earlier)), "five minutes later");
        assertEquals(List.of("orders-i-7f3a9c"),
                replays(incidents(Samples.EMAIL, two(), List.of(replayJob("i-000001", "2026-11-23T08:19:59Z")))));
    }

    @Test
    void theCoolDownIsOfOneRuleAndChannel() {
        List<String> earlier = List.of(replayJob("i-000001", "2026-11-23T08:25:00Z"));

        assertEquals(List.of("orders-i-7f3a9c"), replays(
                incidents(Samples.EMAIL, two().replace("\"channel\": \"email\"}", "\"channel\": \"hooks\"}"),
                        earlier)));
    }

    @Test
    void ofTwoIncidentsThatComeTogetherOneWaits() {
        String both = two().replace("\"actions\": []", "\"actions\": [\"CreateReplayJob\"], \"affected\": 3");

        assertEquals(List.of("orders-i-000001"), replays(incidents(Samples.EMAIL, both, List.of())));
    }

    @Test
    void whatNobodyKnowsIsReplayedAsUnknown() {
        Incidents incidents = incidents(Samples.EMAIL, Samples.open().replace("FailedPercent", "UnknownPercent"),
                List.of());

        GenericKubernetesResource replay = (GenericKubernetesResource) incidents.writes()
                .stream()
                .map(Write::object)
                .filter(GenericKubernetesResource.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertEquals("Unknown", Json.tree(replay.getAdditionalProperties().get("spec"))
                .at("/selector/outcomes/0")
                .asText());
    }

    @Test
    void whatWasDoneStaysSaid() {
        Incident first = incidents(Samples.EMAIL, SUSPENDS, List.of()).shown().getFirst();

        assertEquals(List.of(Action.SuspendChannel, Action.CreateReplayJob),
                new IncidentActions(observed(Samples.EMAIL, Samples.closed(), List.of()), Optional.empty(),
                        Given.report(Samples.closed()).fresh().orElseThrow().incidents().getFirst())
                        .taken(first.actions(), true));
    }

    private static Incidents incidents(String email, String members, List<String> replayJobs) {
        ObservedPipeline observed = observed(email, members, replayJobs);
        return Incidents.of(observed, observed.pipeline().spec().readable(), Optional.empty(), NOW);
    }

    private static ObservedPipeline observed(String email, String members, List<String> replayJobs) {
        Sighting report = Given.report(members);
        return new ObservedPipeline(Given.pipeline(Samples.PIPELINE), List.of(),
                List.of(Given.channel(email), Given.channel(Samples.HOOKS)),
                replayJobs.stream().map(Given::replay).toList(), List.of(), List.of(), List.of(), List.of(), List.of(),
                report);
    }

    /** The usual incident, and an earlier one of the same rule and channel that is over. */
    private static String two() {
        return Samples.open()
                .replace("\"incidents\": [",
                        "\"incidents\": [{\"id\": \"i-000001\", \"state\": \"Closed\", \"closed\": \"2026-11-23T08:05:00Z\", \"actions\": [], \"rule\": \"failed\", \"channel\": \"email\"}, ");
    }

    private static String replayJob(String incident, String created) {
        return """
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: orders-%s, namespace: shop, creationTimestamp: "%s"}
                spec: {pipelineRef: {name: orders}, incidentId: %1$s}
                """.formatted(incident, created);
    }

    private static List<Write.Patch> patches(Incidents incidents) {
        return incidents.writes()
                .stream()
                .filter(Write.Patch.class::isInstance)
                .map(Write.Patch.class::cast)
                .toList();
    }

    private static List<String> replays(Incidents incidents) {
        return incidents.writes()
                .stream()
                .map(Write::object)
                .filter(object -> object.getKind().equals("ReplayJob"))
                .map(object -> object.getMetadata().getName())
                .toList();
    }

    private static List<String> events(Incidents incidents) {
        return incidents.writes()
                .stream()
                .map(Write::object)
                .flatMap(object -> object instanceof Event event ? Stream.of(event.getReason()) : Stream.empty())
                .toList();
    }
}
