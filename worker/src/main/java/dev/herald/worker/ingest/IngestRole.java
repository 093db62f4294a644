package dev.herald.worker.ingest;

import dev.herald.worker.Role;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.ConfigurationException;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.IngestConfig;
import dev.herald.worker.config.IngestConfig.Authentication;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.LiveSettings;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.HeartbeatPublisher;
import dev.herald.worker.http.HttpServer;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.provider.Credentials;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code ingest}: CloudEvents over HTTP in, records of the log out. */
public final class IngestRole implements Role {
    private static final Logger log = LoggerFactory.getLogger(IngestRole.class);
    /** Of the heap for bodies: each is there about four times, as it came, as a tree, as a message and as a record. */
    private static final int HEAP_PART = 8;
    /** Above the log's patience: whoever was promised an answer gets it, within the grace period of 45 s. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(25);
    private static final Duration LAST_RECORDS = Duration.ofSeconds(5);

    private final WorkerConfig config;
    private final LiveConfig live;
    private final Identity identity;
    private final InstantSource clock;
    private final Instant startedAt;
    private final Credentials credentials;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final KafkaEventLog eventLog;
    private final HttpServer server;
    private final HeartbeatPublisher heartbeat;

    /** @throws ConfigurationException when the configuration lacks the part of this role */
    public IngestRole(Workplace workplace, InstantSource clock) {
        this.config = workplace.config();
        this.live = workplace.live();
        this.identity = workplace.identity();
        this.clock = clock;
        this.startedAt = clock.instant();
        IngestConfig ingest = config.ingest()
                .orElseThrow(
                        () -> new ConfigurationException(
                                WorkerConfig.FILE + ": ingest is missing, and the role is ingest"));
        this.credentials = credentials(ingest, workplace.credentials(), clock);
        int maxMessageSize = config.log().maxMessageSize();
        var kafka = new KafkaClients(config.kafka(), identity.pod(), maxMessageSize);
        var topics = TopicNames.of(config.kafka());
        this.producer = kafka.producer("ingest");
        this.admin = kafka.admin("ingest");
        this.eventLog = new KafkaEventLog(producer, admin, topics.log(), clock);
        long memory = Math.max(maxMessageSize, Runtime.getRuntime().maxMemory() / HEAP_PART);
        var endpoint = new IngestEndpoint(maxMessageSize, new BearerTokens(credentials), new MemoryBudget(memory),
                new Intake(config.log()), eventLog, live::current, clock, workplace.metrics());
        this.server = new HttpServer(new InetSocketAddress(identity.address(), identity.port()), workplace.metrics(),
                eventLog,
                Map.of("/", endpoint, "/events", endpoint, "/format",
                        HttpServer.reading(new PinnedFormat(live::current))));
        this.heartbeat = new HeartbeatPublisher(producer, topics.control(), identity.pod(), this::heartbeat);
    }

    private static Credentials credentials(IngestConfig ingest, Optional<Path> secret, InstantSource clock) {
        if (ingest.authentication() == Authentication.None) {
            return Credentials.none();
        }
        if (secret.isEmpty()) {
            throw new ConfigurationException(
                    "ingest.authentication is Token: --credentials must name the folder of the mounted Secret");
        }
        return new Credentials(secret, BearerTokens.KEYS, clock);
    }

    @Override
    public void start() {
        eventLog.start();
        server.start();
        live.onChange(_ -> heartbeat.changed());
        heartbeat.start();
        log.atInfo()
                .addKeyValue("address", identity.address())
                .addKeyValue("port", server.port())
                .addKeyValue("topic", config.kafka().topic())
                .log("ingest listens");
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    private Heartbeat heartbeat() {
        LiveSettings now = live.current();
        return new Heartbeat("ingest", Optional.empty(), config.revision(), Heartbeat.formats(), Heartbeat.formats(),
                now.format(), List.of(), Heartbeat.Credentials.of(credentials.state()), now.suspend(), Optional.empty(),
                startedAt,
                clock.instant());
    }

    @Override
    public CompletionStage<Integer> ended() {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {
        server.drain(LAST_ANSWERS);
        heartbeat.close();
        eventLog.close();
        producer.close(LAST_RECORDS);
        admin.close(LAST_RECORDS);
        log.atInfo().log("ingest has ended");
    }
}
