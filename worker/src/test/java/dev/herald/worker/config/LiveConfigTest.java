package dev.herald.worker.config;

import static org.awaitility.Awaitility.await;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveConfigTest {
    private static final Duration SOON = Duration.ofSeconds(1);

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

            await().atMost(SOON).until(() -> live.current().suspend());
        }
    }

    @Test
    void keepsTheLastGoodOneWhenAChangeIsWrong() throws IOException {
        write(ConfigFiles.LIVE);
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            write(suspended().replace("json-v1\"", "json-v1\", \"v\": 1"));
            await().atMost(SOON).until(() -> live.complaint().isPresent());

            assertFalse(live.current().suspend());
            assertEquals(0, metrics.get("herald.live.config.good").gauge().value());

            write(suspended());
            await().atMost(SOON).until(() -> live.current().suspend());
            assertEquals(1, metrics.get("herald.live.config.good").gauge().value());
        }
    }

    @Test
    void keepsTheLastGoodOneWhenTheFileIsGone() throws IOException {
        write(ConfigFiles.LIVE);
        try (LiveConfig live = LiveConfig.open(directory, metrics)) {
            Files.delete(directory.resolve("live.json"));
            await().atMost(SOON).until(() -> live.complaint().isPresent());
            assertEquals("json-v1", live.current().format());

            write(ConfigFiles.LIVE);
            await().atMost(SOON).until(() -> live.complaint().isEmpty());
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

            await().atMost(SOON).until(() -> heard.size() == 2);
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

    private void write(String content) throws IOException {
        Path temporary = Files.writeString(directory.resolve("live.json.new"), content);
        Files.move(temporary, directory.resolve("live.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String suspended() {
        return ConfigFiles.LIVE.replaceFirst("\"suspend\": false", "\"suspend\": true");
    }
}
