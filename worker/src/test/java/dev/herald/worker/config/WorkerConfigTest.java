package dev.herald.worker.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigTest {

    @Test
    void readsASender() {
        WorkerConfig config = ConfigFiles.worker(ConfigFiles.WORKER);

        assertEquals(new KafkaConfig(List.of("kafka:9092"), "orders", "orders"), config.kafka());
        assertEquals(Duration.ofHours(168), config.log().retention());
        assertEquals(64, config.concurrency());
        SendConfig send = config.send().orElseThrow();
        assertEquals(Duration.ofSeconds(30), send.lease());
        assertEquals(new StartFrom(StartFrom.Position.Created, Optional.of(Instant.parse("2026-11-23T08:00:00Z"))),
                send.startFrom());
        assertEquals(
                new ProviderConfig("relay", Duration.ofSeconds(10),
                        new ProviderConfig.Smtp("smtp.shop", 587, ProviderConfig.Smtp.Tls.Required,
                                "shop@example.org")),
                send.provider());
        assertEquals(Optional.empty(), config.ingest());
    }

    @Test
    void readsAReplay() {
        String replay = """
                "replay": {"job": "shop/again/9be1c0aa", "mode": "Resend", "incidentId": "i-7f3a9c",
                           "selector": {"channels": ["email"], "outcomes": ["Failed"], "attachments": "With", "messageIds": [],
                                        "providers": ["relay"], "tags": ["vip"], "errors": ["552"], "revisions": ["r1"], "formats": ["json-v1"]}}}
                """;
        WorkerConfig config = ConfigFiles.worker(cut(ConfigFiles.WORKER, "\"send\":") + replay);

        assertEquals(
                new ReplayConfig("shop/again/9be1c0aa", ReplayConfig.Mode.Resend, Optional.of("i-7f3a9c"),
                        Optional.empty(),
                        new ReplayConfig.Selector(List.of("email"), List.of(ReplayConfig.Outcome.Failed),
                                ReplayConfig.Attachments.With, List.of(), List.of("relay"), List.of("vip"),
                                List.of("552"), List.of("r1"), List.of("json-v1")),
                        ReplayGuards.DEFAULT),
                config.replay().orElseThrow());
    }

    private static ReplayGuards guards(String members) {
        return ConfigFiles.worker(cut(ConfigFiles.WORKER, "\"send\":") + """
                "replay": {"job": "shop/again/9be1c0aa", "mode": "Resend", "incidentId": "i-7f3a9c", %s}}
                """.formatted(members)).replay().orElseThrow().guards();
    }

    @Test
    void readsWhatKeepsAReplayFromDoingHarm() {
        assertEquals(
                new ReplayGuards(true, Optional.of(new ReplayGuards.Approval(true, 7)), OptionalLong.of(9),
                        new ReplayGuards.StopOn(20, 30), 10),
                guards("""
                        "dryRun": true, "approval": {"manual": true, "above": 7}, "maxMessages": 9,
                        "stopOn": {"failurePercent": 20, "minimumCount": 30}, "trial": 10"""));
        assertEquals(
                new ReplayGuards(false, Optional.of(new ReplayGuards.Approval(false, 10_000)), OptionalLong.empty(),
                        new ReplayGuards.StopOn(5, 50), 0),
                guards("\"approval\": {}, \"stopOn\": {}, \"maxMessages\": null"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "dryRun": "yes"                 | replay.dryRun must be true or false
            "approval": {"above": -1}       | replay.approval.above must be a whole number
            "maxMessages": 0.5              | replay.maxMessages must be a whole number
            "stopOn": {"failurePercent": 0} | replay.stopOn.failurePercent must be a whole number from 1 to 100
            "stopOn": {"minimumCount": 0}   | replay.stopOn.minimumCount must be a whole number from 1
            "trial": 10001                  | replay.trial must be a whole number from 0 to 10000""")
    void namesWhatIsWrongWithAReplay(String members, String complaint) {
        var wrong = assertThrows(ConfigurationException.class, () -> guards(members));
        assertTrue(wrong.getMessage().startsWith("worker.json: " + complaint), wrong.getMessage());
    }

    @Test
    void readsAProbe() {
        String probe = """
                "probe": {"id": "77aa0b1c-1", "pin": "json-v1", "format": "cbor-v1", "keys": ["email", "hooks"],
                          "samples": 200, "timeout": "PT2M"}}
                """;
        assertEquals(
                new ProbeConfig("77aa0b1c-1", "json-v1", "cbor-v1", List.of("email", "hooks"), 200,
                        Duration.ofMinutes(2)),
                ConfigFiles.worker(cut(ConfigFiles.WORKER, "\"send\":") + probe).probe().orElseThrow());
    }

    @Test
    void ignoresMembersItDoesNotKnow() {
        assertEquals(ConfigFiles.worker(ConfigFiles.WORKER),
                ConfigFiles.worker(ConfigFiles.WORKER.replace("\"concurrency\"", "\"colour\": {}, \"concurrency\"")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "v": 1                 | "v": 2                | worker.json: v is version 2
            "concurrency": 64      | "concurrency": "64"   | worker.json: concurrency must be a whole number from 1 to 10000
            "concurrency": 64      | "concurrency": 0      | worker.json: concurrency must be a whole number from 1 to 10000
            "concurrency": 64      | "concurrency": 6.4    | worker.json: concurrency must be a whole number
            ["kafka:9092"]         | []                    | worker.json: kafka.bootstrapServers must name at least one broker
            ["kafka:9092"]         | [9092]                | worker.json: kafka.bootstrapServers[0] must be a string
            "port": 587            | "port": 70000         | worker.json: send.provider.smtp.port must be a whole number from 1 to 65535
            "PT30S"                | "30s"                 | worker.json: send.lease must be a duration like PT30S, not 30s
            "PT30S"                | "PT-1S"               | worker.json: send.lease must be a duration
            "PT30S"                | "PT0S"                | worker.json: send.lease must be longer than nothing
            "PT30S"                | "PT99999999999999999999H" | worker.json: send.lease must be a duration
            "tls": "Required"      | "tls": "required"     | worker.json: send.provider.smtp.tls must be one of [Required, Implicit, None], not required
            "smtp": {              | "webhook": {"url": "http://x", "addresses": "Any"}, "smtp": { | worker.json: send.provider.smtp or webhook must be there, exactly one of them
            , "time": "2026-11-23T08:00:00Z" | ``          | worker.json: send.startFrom.time is missing: position Created needs it
            "2026-11-23T08:00:00Z" | "yesterday"           | worker.json: send.startFrom.time must be a time like 2026-01-31T09:00:00Z
            "namespace": "shop"    | "namespace": null     | worker.json: namespace is missing
            """)
    void namesTheFieldThatIsWrong(String right, String wrong, String complaint) {
        assertTrue(ConfigFiles.WORKER.contains(right), right);
        var refused = assertThrows(ConfigurationException.class,
                () -> ConfigFiles.worker(ConfigFiles.WORKER.replace(right, wrong == null ? "" : wrong)));
        assertTrue(refused.getMessage().startsWith(complaint), refused.getMessage());
    }

    @Test
    void saysWhereJsonIsBroken() {
        var refused = assertThrows(ConfigurationException.class, () -> ConfigFiles.worker("{\"v\": 1,\n oops}"));
        assertTrue(refused.getMessage().startsWith("worker.json is not JSON"), refused.getMessage());
        assertTrue(refused.getMessage().endsWith("(line 2)"), refused.getMessage());
    }

    @Test
    void saysWhichFileIsNotThere(@TempDir Path directory) {
        var refused = assertThrows(ConfigurationException.class, () -> WorkerConfig.read(directory));
        assertEquals(directory + "/worker.json cannot be read (NoSuchFileException):"
                + " --config must name the directory that holds worker.json", refused.getMessage());
    }

    private static String cut(String text, String from) {
        return text.substring(0, text.indexOf(from));
    }
}
