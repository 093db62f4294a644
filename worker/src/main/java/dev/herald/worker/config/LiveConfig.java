package dev.herald.worker.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code live.json}, read again whenever it changes. A file that is wrong or gone changes nothing: the last good one stays
 * in force, and log and metric {@code herald_live_config_good} tell.
 */
public final class LiveConfig implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);
    // Watches can be lost (inotify limits, network file systems); the file is small.
    private static final Duration SLOW_CHECK = Duration.ofSeconds(5);

    private final Path directory;
    private final WatchService watch;
    private final List<Consumer<LiveSettings>> listeners = new CopyOnWriteArrayList<>();
    private final Thread watcher;
    private volatile LiveSettings current;
    private volatile Optional<String> complaint = Optional.empty();
    private byte[] lastRead;

    private LiveConfig(Path directory, WatchService watch, byte[] content, LiveSettings first) {
        this.directory = directory;
        this.watch = watch;
        this.lastRead = content;
        this.current = first;
        this.watcher = Thread.ofVirtual().name("live-config").unstarted(this::watch);
    }

    /**
     * Reads the file and begins to watch it.
     *
     * @param directory
     *            a mounted ConfigMap, or a plain directory
     * @throws ConfigurationException
     *             if there is no good file to begin with
     */
    public static LiveConfig open(Path directory, MeterRegistry metrics) {
        Path file = directory.resolve(LiveSettings.FILE);
        try {
            // Watched before it is read, so that no change falls between.
            WatchService watch = directory.getFileSystem().newWatchService();
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            byte[] content = Files.readAllBytes(file);
            var config = new LiveConfig(directory, watch, content, LiveSettings.parse(file.toString(), content));
            Gauge.builder("herald.live.config.good", () -> config.complaint().isEmpty() ? 1 : 0)
                    .description("1 while the live configuration in force is the one in the file")
                    .register(metrics);
            config.watcher.start();
            return config;
        } catch (IOException e) {
            throw new ConfigurationException(
                    "%s cannot be read (%s): --live must name the directory that holds %s"
                            .formatted(file, e.getClass().getSimpleName(), LiveSettings.FILE),
                    e);
        }
    }

    /** The last good one. */
    public LiveSettings current() {
        return current;
    }

    /** What is wrong with the file now; empty while it is in force. */
    public Optional<String> complaint() {
        return complaint;
    }

    /** Calls with the settings in force now, and with each that follows, on a thread of this object. */
    public void onChange(Consumer<LiveSettings> listener) {
        listeners.add(listener);
        tell(listener, current);
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = watch.poll(SLOW_CHECK.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                reread();
            }
        } catch (InterruptedException e) {
            log.atDebug().log("stopped watching");
        }
    }

    private void reread() {
        Path file = directory.resolve(LiveSettings.FILE);
        try {
            byte[] content = Files.readAllBytes(file);
            if (Arrays.equals(content, lastRead)) {
                return;
            }
            lastRead = content;
            LiveSettings settings = LiveSettings.parse(file.toString(), content);
            complaint = Optional.empty();
            if (settings.equals(current)) {
                return;
            }
            current = settings;
            log.atInfo().addKeyValue("file", file).log("live configuration changed");
            listeners.forEach(listener -> tell(listener, settings));
        } catch (IOException e) {
            lastRead = null;
            complain(file + " cannot be read (" + e.getClass().getSimpleName() + ")");
        } catch (ConfigurationException e) {
            complain(e.getMessage());
        }
    }

    // One listener's defect must not end the watch.
    private static void tell(Consumer<LiveSettings> listener, LiveSettings settings) {
        try {
            listener.accept(settings);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a change of the live configuration was not taken over");
        }
    }

    private void complain(String message) {
        if (!complaint.equals(Optional.of(message))) {
            complaint = Optional.of(message);
            log.atError()
                    .addKeyValue("error", message)
                    .log("live configuration refused, the last good one stays in force");
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
        try {
            watcher.join();
            watch.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("closing the watch");
        }
    }
}
