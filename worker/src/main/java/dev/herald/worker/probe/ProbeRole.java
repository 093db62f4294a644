package dev.herald.worker.probe;

import dev.herald.worker.ExitCode;
import dev.herald.worker.Role;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.ProbeConfig;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.control.ControlWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One side of a probe: works until the target has answered, or until the serving side has written the verdict. */
public final class ProbeRole implements Role {

    private static final Logger log = LoggerFactory.getLogger(ProbeRole.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Returns when the side has done its part. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Thread thread;

    private ProbeRole(Side side, Work work) {
        this.thread = Thread.ofPlatform().name("probe-" + side).unstarted(() -> run(work));
    }

    /**
     * @param folder
     *            which both sides share
     * @throws ConfigurationException
     *             if worker.json is not a probe's
     */
    public static ProbeRole of(Workplace workplace, Path folder, Side side, InstantSource clock) {
        ProbeConfig probe = workplace.config()
                .probe()
                .orElseThrow(
                        () -> new ConfigurationException("worker.json: probe is missing, the role probe needs it"));
        var shared = new ProbeFolder(folder);
        return new ProbeRole(side, switch (side) {
            case serving -> serving(workplace, probe, shared, clock);
            case target -> new TargetSide(shared, new Catalogue())::run;
        });
    }

    private static Work serving(Workplace workplace, ProbeConfig probe, ProbeFolder folder, InstantSource clock) {
        var config = workplace.config();
        TopicNames names = TopicNames.of(config.kafka());
        var clients = new KafkaClients(config.kafka(), workplace.identity().pod(), config.log().maxMessageSize());
        var side = new ServingSide(probe, new KafkaMessages(clients, names, probe.keys()), new Catalogue(), folder,
                clock);
        return () -> {
            ProbeRecord record = side.run();
            log.atInfo()
                    .addKeyValue("verdict", record.verdict())
                    .addKeyValue("message", record.message())
                    .log("judged");
            write(clients, names.control(), ProbeRecord.key(probe.id()), record);
        };
    }

    private static void write(KafkaClients clients, String topic, String key, ProbeRecord record)
            throws InterruptedException {
        try (var producer = clients.producer("probe")) {
            var control = new ControlWriter(producer, topic);
            while (true) {
                try {
                    control.write(key, record.encode());
                    return;
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException e) {
                    log.atWarn().addKeyValue("error", e.toString()).log("the verdict is not written, trying again");
                    Thread.sleep(RETRY);
                }
            }
        }
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    private void run(Work work) {
        try {
            work.run();
            ended.complete(ExitCode.DONE);
        } catch (InterruptedException | InterruptException e) {
            log.atDebug().log("left before the end");
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
