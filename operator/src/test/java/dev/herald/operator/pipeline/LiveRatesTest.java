package dev.herald.operator.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.herald.api.v1alpha1.ReplayJobSpec;
import dev.herald.api.v1alpha1.ReplayJobStatus;
import dev.herald.api.v1alpha1.ReplayJobStatus.Phase;
import dev.herald.operator.mock.Given;
import dev.herald.operator.mock.Samples;
import dev.herald.operator.plan.Json;
import dev.herald.operator.plan.Names;
import dev.herald.operator.report.Sighting;
import dev.herald.operator.resource.Stored;
import dev.herald.operator.worker.LiveFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The parts of a provider's limit that senders find in the live file. */
class LiveRatesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:30:00Z");

    private Optional<String> live = Optional.empty();
    private List<Stored<ReplayJobSpec, ReplayJobStatus>> replays = List.of();

    @Test
    void aChannelWithoutALimitIsToldNone() {
        assertTrue(plan(List.of(Samples.EMAIL), report("", "")).path("email").path("rate").isMissingNode());
    }

    @Test
    void aLimitOfItsOwnIsAChannelsWholly() {
        JsonNode channels = plan(List.of(limited("email", "perSecond: 50"), limited("mail", "perSecond: 30, burst: 9")),
                report("", ""));

        assertEquals(Json.parse("{\"live\": 50000, \"replay\": 0, \"liveBurst\": 5000, \"replayBurst\": 0}"),
                channels.path("email").path("rate"));
        assertEquals(Json.parse("{\"live\": 30000, \"replay\": 0, \"liveBurst\": 9000, \"replayBurst\": 0}"),
                channels.path("mail").path("rate"));
    }

    @Test
    void whoNamesTheSameAccountSharesItByNeed() {
        List<String> channels = List.of(limited("email", "account: ses, perSecond: 100"),
                limited("mail", "account: ses, perSecond: 100"));

        JsonNode split = plan(channels, report(figures(16, 0), figures(80, 60_000)));

        assertEquals(100_000, rate(split, "email") + rate(split, "mail"));
        assertEquals(20_000, rate(split, "email"), 1_000, "what it needs, and a quarter more");
    }

    @Test
    void whatOneNeedsMoreOfIsTakenFromTheOtherBeforeItIsGiven() {
        List<String> channels = List.of(limited("email", "account: ses, perSecond: 100"),
                limited("mail", "account: ses, perSecond: 100"));
        plan(channels, report(figures(16, 0), figures(80, 60_000)));
        String other = report(figures(80, 60_000), figures(16, 0));

        JsonNode taken = plan(channels, other + workers(20_000, 80_000));
        assertEquals(20_000, rate(taken, "email"), 1_000);
        assertEquals(20_000, rate(taken, "mail"), 1_000);

        JsonNode same = plan(channels, other + workers(20_000, 80_000));
        assertEquals(taken, same, "senders of mail still go by what they had");

        JsonNode given = plan(channels, other + workers(20_000, 20_000));
        assertEquals(80_000, rate(given, "email"), 1_000);
        assertEquals(100_000, rate(given, "email") + rate(given, "mail"));
    }

    @Test
    void aReplayUnderWayHasAPartOfTheChannels() {
        List<String> channels = List.of(limited("email", "perSecond: 100"));
        String busy = report(figures(200, 60_000), figures(0, 0));

        assertEquals(0, plan(channels, busy).at("/email/rate/replay").asLong());
        replays = List.of(replay("{}"));
        assertEquals(25_000, plan(channels, busy).at("/email/rate/replay").asLong(), "replaySharePercent");
        replays = List.of(replay("{perSecond: 7}"));
        assertEquals(7_000, plan(channels, busy).at("/email/rate/replay").asLong(), "no more than it may");
        replays = List.of();
        assertEquals(100_000, plan(channels, busy).at("/email/rate/live").asLong());
    }

    private static Stored<ReplayJobSpec, ReplayJobStatus> replay(String limit) {
        var counts = new ReplayJobStatus.Counts(9_000L, 0L, 0L, 0L, 0L, 0L, 0L, 9_000L);
        return Given.replay("""
                apiVersion: herald.dev/v1alpha1
                kind: ReplayJob
                metadata: {name: again, namespace: shop}
                spec: {pipelineRef: {name: orders}, incidentId: i-7f3a9c, rateLimit: %s}
                """.formatted(limit).replace(", rateLimit: {}", ""),
                new ReplayJobStatus(1L, List.of(), Phase.Running, counts, 0L, null, null, null, null, NOW, null,
                        "again-replay", "0badc0de", ""));
    }

    @Test
    void aLimitThatIsNoneKeepsNobodyElseFromHis() {
        JsonNode channels = plan(List.of(limited("email", "account: ses, perSecond: 0"),
                limited("mail", "account: ses, perSecond: 100")), report("", ""));

        assertEquals(100_000, rate(channels, "mail"));
    }

    @Test
    void whereNothingIsMeasuredEverybodyKeepsWhatHeHas() {
        List<String> channels = List.of(limited("email", "account: ses, perSecond: 100"),
                limited("mail", "account: ses, perSecond: 100"));
        JsonNode before = plan(channels, report(figures(16, 0), figures(80, 60_000)));

        assertEquals(before, plan(channels, report("", "")));
    }

    private static long rate(JsonNode channels, String key) {
        return channels.path(key).path("rate").path("live").asLong();
    }

    private static String limited(String name, String limit) {
        return Samples.EMAIL.replace("name: email,", "name: %s,".formatted(name))
                .replace("- name: relay\n", "- name: relay\n    rateLimit: {%s}\n".formatted(limit));
    }

    private static String figures(long arrivals, long backlog) {
        return "\"scaling\": {\"arrivalsPerSecond\": %d, \"completionsPerSecond\": 10, \"backlog\": %d, \"working\": 1}"
                .formatted(arrivals, backlog);
    }

    private static String report(String email, String mail) {
        return "\"at\": \"2026-11-23T08:29:59Z\", \"channels\": {\"email\": {%s}, \"mail\": {%s}}".formatted(email,
                mail);
    }

    private static String workers(long email, long mail) {
        return """
                , "workers": [{"name": "e-1", "role": "send", "channel": "email", "rate": %d}, {"name": "m-1", "role": "send", "channel": "mail", "rate": 1000},
                  {"name": "m-2", "role": "send", "channel": "mail", "rate": %d}]"""
                .formatted(email, mail);
    }

    private JsonNode plan(List<String> channels, String report) {
        Sighting told = Given.report(report);
        List<ConfigMap> maps = live.map(file -> new ConfigMapBuilder().withNewMetadata()
                .withName(Names.live("orders"))
                .endMetadata()
                .addToData(LiveFile.NAME, file)
                .build()).stream().toList();
        var plan = new PipelinePlanner("worker:1").plan(
                new ObservedPipeline(Given.pipeline(Samples.PIPELINE), List.of(),
                        channels.stream().map(Given::channel).toList(), replays, maps, List.of(), List.of(),
                        List.of(), List.of(), told),
                NOW);
        live = Given.made(plan.writes(), ConfigMap.class)
                .stream()
                .filter(map -> map.getMetadata().getName().equals(Names.live("orders")))
                .findFirst()
                .map(map -> map.getData().get(LiveFile.NAME))
                .or(() -> live);
        return Json.parse(live.orElseThrow()).path("channels");
    }
}
