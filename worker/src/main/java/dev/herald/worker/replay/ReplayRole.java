package dev.herald.worker.replay;

import dev.herald.worker.ExitCode;
import dev.herald.worker.Role;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.HeartbeatPublisher;
import dev.herald.worker.http.Health;
import dev.herald.worker.http.HttpServer;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.Commits;
import dev.herald.worker.status.stream.StatusRecords;
import dev.herald.worker.status.control.ControlWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feeder of a ReplayJob: runs its replay to the end, however often Kafka goes away, and ends. */
public final class ReplayRole implements Role {

    private static final Logger log = LoggerFactory.getLogger(ReplayRole.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration LAST_RECORDS = Duration.ofSeconds(5);
    /** A large partition takes a minute to select from, and each call to Kafka has a time limit. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Consumer<byte[], byte[]> controlReader;
    private final Consumer<byte[], byte[]> ledgerReader;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final LiveConfig live;
    private final Progress progress;
    private final Replay replay;
    private final HeartbeatPublisher heartbeat;
    private final HttpServer http;
    private final Thread thread = Thread.ofPlatform().name("replay").unstarted(this::run);
    private volatile Optional<String> lacking = Optional.empty();

    /** @throws ConfigurationException if worker.json is not a replay's */
    public ReplayRole(Workplace workplace, InstantSource clock) {
        this.clock = clock;
        WorkerConfig config = workplace.config();
        ReplayConfig asked = config.replay()
                .orElseThrow(
                        () -> new ConfigurationException("worker.json: replay is missing, the role replay needs it"));
        var identity = workplace.identity();
        this.live = workplace.live();
        var clients = new KafkaClients(config.kafka(), identity.pod(), config.log().maxMessageSize());
        TopicNames names = TopicNames.of(config.kafka());
        this.controlReader = clients.reader("replay-control");
        this.ledgerReader = clients.reader("replay-ledgers");
        this.producer = clients.producer("replay");
        this.admin = clients.admin("replay-progress");
        this.progress = new Progress(clock.instant());
        var journal = new Journal(new ControlWriter(producer, names.control()), asked.job());
        var ledgers = new Ledgers(ledgerReader, names);
        this.replay = new Replay(asked, live::current, new ControlTopic(controlReader, names.control()), journal,
                ledgers, new LogGaps(ledgerReader, names, ledgers, new Commits(admin, names)),
                task(asked, ledgers, journal, names, config, identity), progress, clock);
        Instant startedAt = clock.instant();
        this.heartbeat = new HeartbeatPublisher(producer, names.control(), identity.pod(),
                () -> new Heartbeat("replay", Optional.empty(), config.revision(), Heartbeat.formats(),
                        List.of(),
                        live.current().format(), List.of(), Heartbeat.Credentials.none(), live.current().suspend(),
                        Optional.empty(), startedAt, clock.instant()));
        this.http = new HttpServer(new InetSocketAddress(identity.address(), identity.port()), workplace.metrics(),
                health(), Map.of());
        show(workplace.metrics());
    }

    // What each mode does with what it selects.
    private Replay.Task task(ReplayConfig asked, Ledgers ledgers, Journal journal, TopicNames names,
            WorkerConfig config, Identity identity) {
        return switch (asked.mode()) {
            case Resend, Missing, Quarantine -> new Feeding(asked, live::current, ledgers,
                    new AskedBefore(controlReader, names, asked.job()), new FeedWriter(producer, names),
                    new LostList(controlReader, names, System.out), LostList.where(identity), journal, progress,
                    clock);
            case Rehydrate -> new Rehydration(asked, live::current, ledgers, new StatusWriter(producer, controlReader,
                    names, new StatusRecords(names, config.namespace(), config.pipeline())), journal, progress, clock);
        };
    }

    private void show(MeterRegistry registry) {
        gauge(registry, "alreadyAccepted", Counts::alreadyAccepted);
        gauge(registry, "stale", Counts::stale);
        gauge(registry, "sent", Counts::sent);
        gauge(registry, "failed", Counts::failed);
        gauge(registry, "unknown", Counts::unknown);
        gauge(registry, "skipped", Counts::skipped);
        gauge(registry, "remaining", Counts::remaining);
        Gauge.builder("herald.replay.outstanding", progress::outstanding)
                .description("Units fed to the senders and not yet decided")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String state, ToLongFunction<Counts> part) {
        Gauge.builder("herald.replay.units", () -> part.applyAsLong(progress.counts()))
                .description("Units this replay has selected, by what became of them")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public void start() {
        http.start();
        heartbeat.start();
        live.onChange(_ -> heartbeat.changed());
        thread.start();
    }

    /** Where it answers, once started. */
    public int port() {
        return http.port();
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    private void run() {
        try (controlReader; ledgerReader) {
            while (!hasEnded()) {
                Thread.sleep(RETRY);
            }
        } catch (InterruptedException | InterruptException e) {
            // A flag that is still set would cut the closing of the readers short.
            Thread.interrupted();
            log.atDebug().log("left before the end");
        } catch (ImpossibleReplayException e) {
            log.atError().addKeyValue("error", e.getMessage()).log("this replay cannot work");
            ended.complete(ExitCode.CONFIGURATION);
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        }
    }

    private boolean hasEnded() throws InterruptedException, ImpossibleReplayException {
        lacking = Optional.empty();
        try {
            end(replay.run());
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            lacking = Optional.of("waiting for Kafka and the topics: " + e.getMessage());
            log.atWarn().addKeyValue("error", e.toString()).log("begins anew when Kafka and the topics are there");
            return false;
        }
    }

    // A second try of one that has failed will not help: it takes a new ReplayJob.
    private void end(ReplayRecord last) {
        if (last.phase() == ReplayRecord.Phase.Failed) {
            log.atError().addKeyValue("error", last.message()).log("this replay has failed");
            ended.complete(ExitCode.CONFIGURATION);
        } else {
            ended.complete(ExitCode.DONE);
        }
    }

    private Health health() {
        return new Health() {
            @Override
            public Optional<String> notReady() {
                return lacking;
            }

            @Override
            public Optional<String> dead() {
                Instant last = progress.lastStep();
                return last.isBefore(clock.instant().minus(STUCK))
                        ? Optional.of("the replay is stuck since " + last)
                        : Optional.empty();
            }
        };
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeat.close();
        producer.close(LAST_RECORDS);
        admin.close();
        http.close();
    }
}
