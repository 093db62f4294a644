package dev.herald.worker.config;

import static dev.herald.worker.kafka.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigTest {

    @TempDir
    private Path directory;
    private final MeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void readsAllOfTheFile() {
        LiveSettings live = ConfigFiles.live(ConfigFiles.LIVE);

        assertEquals(new DeliveryPolicy(8, DeliveryPolicy.BackoffPolicy.Exponential, Duration.ofSeconds(5),
                Duration.ofHours(1), Duration.ofHours(72)), live.delivery());
        assertEquals(LiveSettings.OnUnknown.Park, live.channel("hooks").orElseThrow().onUnknown());
        assertEquals(LiveSettings.Measure.FailedPercent, live.rules().getFirst().measure());
        assertFalse(live.suspended("email"));
        assertTrue(live.suspended("sms"), "a channel that is absent sends nothing");
    }

    private static LiveSettings rules(String json) {
        return ConfigFiles.live(ConfigFiles.LIVE.replaceFirst("(?s)\"rules\": \\[.*\\]", "\"rules\": [" + json + "]"));
    }

    @Test
    void readsRulesOfAllMeasures() {
        LiveSettings live = rules("""
                {"name": "doubt", "measure": "UnknownPercent", "groupBy": ["provider", "tag"], "window": "PT5M", "minimumCount": 50,
                 "raise": 5, "clear": 1, "clearFor": "PT30S", "actions": ["Alert", "HaltRollout", "Rollback", "SuspendChannel"]},
                {"name": "late", "measure": "OldestMessageAge", "minimumCount": 1, "raise": 600, "clear": 300, "clearFor": "PT30S",
                 "actions": ["Alert"]}""");
        LiveSettings.Rule doubt = live.rules().getFirst();
        assertEquals(LiveSettings.Measure.UnknownPercent, doubt.measure());
        assertEquals(Set.of(LiveSettings.Label.provider, LiveSettings.Label.tag), doubt.groupBy());
        assertEquals(Set.of(LiveSettings.Action.Alert, LiveSettings.Action.HaltRollout, LiveSettings.Action.Rollback,
                LiveSettings.Action.SuspendChannel), doubt.actions());
        LiveSettings.Rule late = live.rules().getLast();
        assertEquals(600, late.raise());
        assertEquals(Set.of(LiveSettings.Label.values()), late.groupBy(), "absent: all");
    }

    @Test
    void leavesOutARuleThatOnlyANewerWorkerCanJudgeAndPassesOverWhatItDoesNotKnow() {
        LiveSettings live = rules("""
                {"name": "odd", "measure": "PhaseOfTheMoon", "shape": "round"},
                {"name": "failed", "measure": "FailedPercent", "groupBy": ["tenant", "format"], "window": "PT5M", "minimumCount": 50,
                 "raise": 5, "clear": 1, "clearFor": "PT30S", "actions": ["Alert", "CallMother"]}""");
        assertEquals(List.of("failed"), live.rules().stream().map(LiveSettings.Rule::name).toList());
        assertEquals(Set.of(LiveSettings.Label.format), live.rules().getFirst().groupBy());
        assertEquals(Set.of(LiveSettings.Action.Alert), live.rules().getFirst().actions());
    }

    @Test
    void readsWhichRevisionServesAndHowFarTheNextHasCome() {
        LiveSettings live = ConfigFiles.live(
                withEmail(", \"serving\": \"3f9a1c22\", \"ramp\": {\"revision\": \"77aa0b1c\", \"partitions\": 3}"));
        LiveSettings.ChannelSettings email = live.channel("email").orElseThrow();
        assertEquals(Optional.of("3f9a1c22"), email.serving());
        assertEquals(Optional.of(new LiveSettings.Ramp("77aa0b1c", 3)), email.ramp());

        LiveSettings.ChannelSettings hooks = live.channel("hooks").orElseThrow();
        assertEquals(Optional.empty(), hooks.serving(), "an older operator says nothing of it");
        assertEquals(Optional.empty(), hooks.ramp());

        assertEquals(Optional.of(""),
                ConfigFiles.live(withEmail(", \"serving\": \"\"")).channel("email").orElseThrow().serving());
    }

    @Test
    void readsWhatReplaysMayTakeBesideLiveWork() {
        LiveSettings live = ConfigFiles.live(withEmail(", \"replaySharePercent\": 40"));

        assertEquals(40, live.channel("email").orElseThrow().replaySharePercent());
        assertEquals(25, live.channel("hooks").orElseThrow().replaySharePercent());
        assertEquals("live.json: channels.email.replaySharePercent must be a whole number from 1 to 100, not 0",
                complaint("\"replaySharePercent\": 0"));
    }

    @Test
    void readsTheRateOfAChannel() {
        String rate = "\"rate\": {\"live\": 40000, \"replay\": 0, \"liveBurst\": 5000, \"replayBurst\": %s}";
        LiveSettings live = ConfigFiles.live(withEmail(", " + rate.formatted("1000")));

        assertEquals(Optional.of(new LiveSettings.Rate(40_000, 0, 5_000, 1_000)),
                live.channel("email").orElseThrow().rate());
        assertEquals(Optional.empty(), live.channel("hooks").orElseThrow().rate());
        assertEquals(
                "live.json: channels.email.rate.replayBurst must be a whole number from 0 to 2147483647, not -1",
                complaint(rate.formatted("-1")));
        assertEquals("live.json: channels.email.rate.replay is missing", complaint("\"rate\": {\"live\": 1}"));
    }

    @Test
    void namesWhatIsWrongWithARamp() {
        assertEquals("live.json: channels.email.serving must be a string, not 5", complaint("\"serving\": 5"));
        assertEquals("live.json: channels.email.ramp.partitions must be a whole number from 0 to 2147483647, not -1",
                complaint("\"serving\": \"\", \"ramp\": {\"revision\": \"77aa0b1c\", \"partitions\": -1}"));
        assertEquals("live.json: channels.email.ramp.revision is missing",
                complaint("\"serving\": \"\", \"ramp\": {\"partitions\": 1}"));
        assertEquals(
                "live.json: channels.email.serving is missing: a ramp needs it, and it may be \"\" while nothing serves yet",
                complaint("\"ramp\": {\"revision\": \"77aa0b1c\", \"partitions\": 1}"));
    }

    @Test
    void readsWhatMayBeChangedOfAReplay() {
        LiveSettings live = ConfigFiles.live(withReplays("""
                {"shop/again/1": {"approved": true, "perSecond": 50}, "shop/other/2": {}}"""));
        assertEquals(new LiveSettings.ReplaySettings(true, OptionalInt.of(50)), live.replay("shop/again/1"));
        var nothing = new LiveSettings.ReplaySettings(false, OptionalInt.empty());
        assertEquals(nothing, live.replay("shop/other/2"));
        assertEquals(nothing, live.replay("shop/third/3"));
        assertEquals(nothing, ConfigFiles.live(ConfigFiles.LIVE).replay("shop/again/1"));

        String still = withReplays("{\"shop/again/1\": {\"perSecond\": 0}}");
        var wrong = assertThrows(ConfigurationException.class, () -> ConfigFiles.live(still));
        assertEquals(
                "live.json: replays.shop/again/1.perSecond must be a whole number from 1 to 2147483647, not 0",
                wrong.getMessage());
    }

    private static String withReplays(String replays) {
        return ConfigFiles.LIVE.replace("\"noDataFor\"", "\"replays\": " + replays + ", \"noDataFor\"");
    }

    @Test
    void takesOverAChangeOfAMountedConfigMap() throws IOException {
        // As the kubelet does it: a link to a directory of the day, renamed into place.
        Path first = Files.createDirectory(directory.resolve("..2026_1"));
        Files.writeString(first.resolve("live.json"), ConfigFiles.LIVE);
        Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(directory.resolve("live.json"), Path.of("..data/live.json"));
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            Path second = Files.createDirectory(directory.resolve("..2026_2"));
            Files.writeString(second.resolve("live.json"), suspended());
            Files.createSymbolicLink(directory.resolve("..data_tmp"), second.getFileName());
            Files.move(directory.resolve("..data_tmp"), directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            await().until(() -> live.current().suspend());
        }
    }

    @Test
    void keepsTheLastGoodOneWhenAChangeIsWrong() throws IOException {
        write(ConfigFiles.LIVE);
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            write(suspended().replace("json-v1\"", "json-v1\", \"v\": 1"));
            await().until(() -> live.complaint().isPresent());

            assertFalse(live.current().suspend());
            assertEquals(0, metrics.get("herald.live.config.good").gauge().value());

            write(suspended());
            await().until(() -> live.current().suspend());
            assertEquals(1, metrics.get("herald.live.config.good").gauge().value());
        }
    }

    @Test
    void keepsTheLastGoodOneWhenTheFileIsGone() throws IOException {
        write(ConfigFiles.LIVE);
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            Files.delete(directory.resolve("live.json"));
            await().until(() -> live.complaint().isPresent());
            assertEquals("json-v1", live.current().format());

            write(ConfigFiles.LIVE);
            await().until(() -> live.complaint().isEmpty());
        }
    }

    @Test
    void tellsItsListenersWhatIsInForceAndWhatFollows() throws IOException {
        write(ConfigFiles.LIVE);
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            var heard = new CopyOnWriteArrayList<Boolean>();
            live.onChange(settings -> {
                throw new IllegalStateException("a defect of another listener");
            });
            live.onChange(settings -> heard.add(settings.suspend()));
            write(suspended());

            await().until(() -> heard.size() == 2);
            assertEquals(List.of(false, true), heard);
        }
    }

    @Test
    void doesNotBeginWithAWrongFile() throws IOException {
        write(ConfigFiles.LIVE.replace("PT1H", "1h"));
        var refused = assertThrows(ConfigurationException.class, () -> LiveConfig.open(directory, metrics));
        assertEquals(directory + "/live.json: delivery.maxBackoff must be a duration like PT30S, not 1h",
                refused.getMessage());
    }

    private static String complaint(String member) {
        String file = withEmail(", " + member);
        return assertThrows(ConfigurationException.class, () -> ConfigFiles.live(file)).getMessage();
    }

    private static String withEmail(String members) {
        return ConfigFiles.LIVE.replace("\"onUnknown\": \"Resend\"", "\"onUnknown\": \"Resend\"" + members);
    }

    private void write(String content) throws IOException {
        Path temporary = Files.writeString(directory.resolve("live.json.new"), content);
        Files.move(temporary, directory.resolve("live.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String suspended() {
        return ConfigFiles.LIVE.replaceFirst("\"suspend\": false", "\"suspend\": true");
    }
}
