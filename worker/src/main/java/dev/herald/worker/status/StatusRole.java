package dev.herald.worker.status;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.herald.worker.ExitCode;
import dev.herald.worker.Role;
import dev.herald.worker.Workplace;
import dev.herald.worker.config.Identity;
import dev.herald.worker.config.LiveConfig;
import dev.herald.worker.config.WorkerConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.control.HeartbeatPublisher;
import dev.herald.worker.http.Health;
import dev.herald.worker.http.HttpServer;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.status.backlog.Backlog;
import dev.herald.worker.status.backlog.LogWatch;
import dev.herald.worker.status.control.ControlState;
import dev.herald.worker.status.control.ControlWatch;
import dev.herald.worker.status.control.ControlWriter;
import dev.herald.worker.status.control.MemoryWriter;
import dev.herald.worker.status.formats.FormatWatch;
import dev.herald.worker.status.formats.Formats;
import dev.herald.worker.status.formats.FormatsRecord;
import dev.herald.worker.status.ledger.LedgerWatch;
import dev.herald.worker.status.ledger.TakeoverRecords;
import dev.herald.worker.status.report.Report;
import dev.herald.worker.status.report.ReportDesk;
import dev.herald.worker.status.report.ReportEndpoint;
import dev.herald.worker.status.stream.Positions;
import dev.herald.worker.status.stream.StatusRecords;
import dev.herald.worker.status.stream.StatusStream;
import dev.herald.worker.status.stream.StreamMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's eye: looks after the topics, reads ledgers, log and control topic, finds incidents and answers for all of it
 * with one report. Each of these has a thread of its own, so that a large backlog of the log, say, delays no incident.
 */
public final class StatusRole implements Role {

    private static final Logger log = LoggerFactory.getLogger(StatusRole.class);
    private static final Duration REPORT_EVERY = Duration.ofMillis(250);
    private static final Duration CLOSED_INCIDENTS_BEYOND_LOG = Duration.ofHours(24);
    /** No round takes nearly as long, whatever Kafka does: each of its calls has a time limit. */
    private static final Duration STUCK = Duration.ofMinutes(3);
    private static final Duration WAIT_FOR_CONTROL = Duration.ofMillis(200);

    private final InstantSource clock;
    private final LiveConfig live;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final HttpServer http;
    private final ReportDesk desk = new ReportDesk();
    private final HeartbeatPublisher heartbeat;
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final List<Loop> loops;

    public StatusRole(Workplace workplace, InstantSource clock) {
        this.clock = clock;
        WorkerConfig config = workplace.config();
        this.live = workplace.live();
        Identity identity = workplace.identity();
        PrometheusMeterRegistry registry = workplace.metrics();
        var clients = new KafkaClients(config.kafka(), identity.pod(), config.log().maxMessageSize());
        TopicNames names = TopicNames.of(config.kafka());
        this.admin = clients.admin("status");
        this.producer = clients.producer("status");
        var commits = new Commits(admin, names);
        var control = new ControlState();
        var backlog = new Backlog();
        var controlWriter = new ControlWriter(producer, names.control());
        var formats = new Formats();
        var controlWatch = new ControlWatch(clients.reader("status-control"), names.control(), control);
        var ledgerWatch = new LedgerWatch(() -> clients.reader("status-ledgers"),
                new TakeoverRecords(() -> clients.positions("status-takeovers"), names), names, live::current,
                commits, control, controlWriter, backlog,
                config.log().retention().plus(CLOSED_INCIDENTS_BEYOND_LOG), clock);
        var logWatch = new LogWatch(clients.reader("status-log"), names.log(), live::current, commits, backlog, clock);
        var topicsWatch = new TopicsWatch(clients.admin("status-topics"), config, live::current, clock);
        var formatWatch = new FormatWatch(clients.reader("status-formats"), admin, names,
                () -> live.current().format(), formats, notes(control, controlWriter), clock);
        var statusStream = new StatusStream(StatusStream.Clients.of(clients, names), names,
                Positions.Senders.of(commits), new StatusRecords(names, config.namespace(), config.pipeline()),
                live::current, clock);
        var memoryWriter = new MemoryWriter(() -> live.current().memory(), control, controlWriter);
        var reports = new ReportWriter(UUID.randomUUID().toString().replace("-", ""), config.revision(), live::current,
                topicsWatch::log, ledgerWatch::view, backlog, logWatch::currentUntil, control, formats,
                controlWatch::isCurrent, statusStream::figures);
        new StreamMetrics(statusStream::figures, clock).bindTo(registry);
        var metrics = new StatusMetrics(registry, desk, ledgerWatch, control);
        this.loops = List.of(
                loop("topics", topicsWatch::look, topicsWatch::close),
                loop("control", () -> {
                    controlWatch.read();
                    if (controlWatch.isCurrent()) {
                        memoryWriter.write();
                    }
                }, controlWatch::close),
                // Incidents that were written down have to be known before any is found.
                loop("ledgers", () -> waitUntilCurrent(controlWatch, ledgerWatch::read), ledgerWatch::close),
                loop("formats", () -> waitUntilCurrent(controlWatch, formatWatch::look), formatWatch::close),
                loop("log", logWatch::read, logWatch::close),
                loop("status-stream", statusStream::publish, statusStream::close),
                loop("report", () -> report(reports, metrics), () -> {
                }));
        Instant startedAt = clock.instant();
        this.heartbeat = new HeartbeatPublisher(producer, names.control(), identity.pod(),
                () -> new Heartbeat("status", Optional.empty(), config.revision(), Heartbeat.formats(), List.of(),
                        live.current().format(), List.of(), Heartbeat.Credentials.none(), false, Optional.empty(),
                        startedAt,
                        clock.instant()));
        this.http = new HttpServer(new InetSocketAddress(identity.address(), identity.port()), registry, health(),
                Map.of("/report", new ReportEndpoint(desk)));
    }

    private Loop loop(String name, Loop.Round round, Runnable atEnd) {
        return new Loop(name, clock, round, atEnd, defect -> {
            log.atError().addKeyValue("loop", name).setCause(defect).log("cannot go on");
            ended.complete(ExitCode.DEFECT);
        });
    }

    private static void waitUntilCurrent(ControlWatch control, Loop.Round round) throws InterruptedException {
        if (control.isCurrent()) {
            round.run();
        } else {
            Thread.sleep(WAIT_FOR_CONTROL);
        }
    }

    private static FormatWatch.Notes notes(ControlState control, ControlWriter writer) {
        return new FormatWatch.Notes() {
            @Override
            public Optional<FormatsRecord> read() {
                return control.formats();
            }

            @Override
            public void write(FormatsRecord record) throws InterruptedException {
                writer.write(ControlState.FORMATS_KEY, record.encode());
            }
        };
    }

    private void report(ReportWriter reports, StatusMetrics metrics) throws InterruptedException {
        Instant now = clock.instant();
        Report report = reports.write(now);
        desk.offer(report);
        metrics.show(report, now);
        Thread.sleep(REPORT_EVERY);
    }

    private Health health() {
        return new Health() {
            @Override
            public Optional<String> notReady() {
                return desk.sequence() > 0 ? Optional.empty() : Optional.of("there is no report yet");
            }

            @Override
            public Optional<String> dead() {
                Instant latest = clock.instant().minus(STUCK);
                return loops.stream()
                        .filter(loop -> loop.lastRound().isBefore(latest))
                        .findFirst()
                        .map(loop -> "the loop '%s' is stuck since %s".formatted(loop.name(), loop.lastRound()));
            }
        };
    }

    @Override
    public void start() {
        loops.forEach(Loop::start);
        heartbeat.start();
        live.onChange(_ -> heartbeat.changed());
        http.start();
    }

    /** Where it answers, once started. */
    public int port() {
        return http.port();
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    @Override
    public void close() {
        http.close();
        heartbeat.close();
        loops.reversed().forEach(Loop::close);
        producer.close(Duration.ofSeconds(5));
        admin.close(Duration.ofSeconds(1));
    }
}
