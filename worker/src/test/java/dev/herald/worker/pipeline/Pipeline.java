package dev.herald.worker.pipeline;

import dev.herald.worker.Worker;
import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.control.Heartbeat;
import dev.herald.worker.format.Message;
import dev.herald.worker.format.MessageFormat;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.LogHeaders;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.Patience;
import dev.herald.worker.kafka.Tethered;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.provider.WireId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A pipeline of its own on the tests' broker: topics, the files that workers are given, and worker processes. The channel
 * is {@code hooks}, a webhook.
 */
public final class Pipeline implements AutoCloseable {
    public static final String CHANNEL = "hooks";
    public static final String SOURCE = "/shop";

    private final Broker broker;
    private final Path folder;
    private final TopicNames names;
    private final KafkaClients clients;
    private final int partitions;
    private final String sink;
    private final List<Process> processes = new ArrayList<>();
    private final Producer<byte[], byte[]> producer;
    private SenderSettings settings = new SenderSettings();
    private LiveText live = new LiveText();

    /** @param sink the webhook's URL */
    public Pipeline(Broker broker, Path folder, int partitions, String sink) {
        String name = "p" + Uuid.randomUuid().toString().replace("-", "x").replace("_", "y");
        this.broker = broker;
        this.folder = folder;
        this.partitions = partitions;
        this.sink = sink;
        this.names = new TopicNames(name, name);
        this.clients = new KafkaClients(kafka(), "test", 1024 * 1024);
        createTopics();
        this.producer = clients.producer("application");
        writeLive();
    }

    public TopicNames names() {
        return names;
    }

    public KafkaClients clients() {
        return clients;
    }

    public int partitions() {
        return partitions;
    }

    public KafkaConfig kafka() {
        return new KafkaConfig(List.of(broker.bootstrapServers()), names.log(), names.groupPrefix());
    }

    /** What senders started from now on are given. */
    public void settings(SenderSettings changed) {
        settings = changed;
    }

    public SenderSettings settings() {
        return settings;
    }

    public LiveText live() {
        return live;
    }

    /** Replaces live.json, as a kubelet does. */
    public void live(LiveText changed) {
        live = changed;
        writeLive();
    }

    /** Posts messages {@code m-<from>} to {@code m-<to - 1>} and returns when the log has them. */
    public void post(int from, int to) {
        post(IntStream.range(from, to).mapToObj(this::record).toList());
    }

    public void post(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        try {
            for (var each : sent) {
                each.get();
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Message {@code m-<n>} as an application produces it. */
    public ProducerRecord<byte[], byte[]> record(int n) {
        var message = Message.to(CHANNEL).withText("message " + n);
        var record = new ProducerRecord<>(names.log(), n % partitions, utf8(SOURCE + " m-" + n),
                MessageFormat.JSON_V1.encode(message));
        Map.of(LogHeaders.SPEC_VERSION, "1.0", LogHeaders.ID, "m-" + n, LogHeaders.SOURCE, SOURCE, LogHeaders.TYPE,
                "test", LogHeaders.CONTENT_TYPE, MessageFormat.JSON_V1.mediaType(), LogHeaders.CHANNELS, CHANNEL,
                LogHeaders.ATTACHMENTS, "false")
                .forEach((name, value) -> record.headers().add(name, utf8(value)));
        return record;
    }

    /** What the sink calls message {@code m-<n>}. */
    public static String wire(int n) {
        return WireId.of(SOURCE, "m-" + n, CHANNEL, 0).message();
    }

    public static Set<String> wire(int from, int to) {
        return IntStream.range(from, to).mapToObj(Pipeline::wire).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Starts a sender in a process of its own. */
    public Process sender(String pod) {
        return worker("send", pod, settings.json(this, sink));
    }

    /**
     * Starts a replay of everything that was accepted since, in a process of its own.
     *
     * @param mode
     *            Resend or Quarantine
     */
    public Process replay(String pod, String mode, Instant since) {
        return worker("replay", pod, SenderSettings.replay(this, "test/" + pod + "/0", mode, since));
    }

    /** Starts a worker in a process of its own. */
    public Process worker(String role, String pod, String workerJson) {
        try {
            Path config = Files.createDirectories(folder.resolve(pod));
            Files.writeString(config.resolve("worker.json"), workerJson);
            Process process = Tethered.start(Worker.class,
                    List.of(role, "--config", config.toString(), "--live", liveFolder().toString()),
                    List.of("-Xmx128m", "-Dlogback.configurationFile=logback.xml"),
                    Map.of("POD_NAME", pod, "POD_NAMESPACE", "test", "POD_IP", "127.0.0.1", "HERALD_PORT", "0"),
                    log(pod));
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a worker has printed. */
    public String output(String pod) {
        try {
            return Files.readString(log(pod));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes the log and makes another of the same name. */
    public void recreateLog() {
        try (var admin = broker.admin()) {
            admin.deleteTopics(List.of(names.log())).all().toCompletionStage().toCompletableFuture().join();
            Wait.patiently().until(() -> !admin.listTopics().names().get().contains(names.log()));
        }
        broker.createTopics(topic(names.log(), partitions));
    }

    /** Everything the channel's ledger says now. */
    public LedgerView ledger() {
        return LedgerView.read(clients, names.ledger(CHANNEL), partitions);
    }

    /** What a worker has said of itself, in order; what it took back is left out. */
    public List<Heartbeat> heartbeats(String pod) {
        var said = new ArrayList<Heartbeat>();
        var control = new TopicPartition(names.control(), 0);
        try (var consumer = clients.reader("heartbeats")) {
            long end = consumer.endOffsets(List.of(control)).get(control);
            new PartitionScan(consumer).read(control, 0, end, record -> {
                if (record.value() != null && Arrays.equals(record.key(), utf8(Heartbeat.key(pod)))) {
                    said.add(Heartbeat.decode(record.value()));
                }
                return true;
            });
        }
        return said;
    }

    /** The newest of them. */
    public Optional<Heartbeat> lastHeartbeat(String pod) {
        return heartbeats(pod).stream().reduce((_, later) -> later);
    }

    /** SIGTERM, and waits for the end. */
    public static int terminate(Process process) {
        // Process.destroy would close its standard input, too, which ends a tethered process at once.
        signal(process, "TERM");
        return await(process);
    }

    public static int await(Process process) {
        try {
            if (!process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP, SIGCONT and the like. */
    public static void signal(Process process, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        producer.close(Duration.ZERO);
    }

    private void createTopics() {
        var timesOfBroker = Map.of("message.timestamp.type", "LogAppendTime");
        broker.createTopics(topic(names.log(), partitions),
                topic(names.ledger(CHANNEL), partitions).configs(timesOfBroker),
                topic(names.feed(CHANNEL), partitions).configs(timesOfBroker), topic(names.quarantine(), partitions),
                topic(names.control(), 1)
                        .configs(Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime")));
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, Optional.of(partitions), Optional.of((short) 1));
    }

    private void writeLive() {
        try {
            Path file = Files.createDirectories(liveFolder()).resolve("live.json");
            Path next = Files.writeString(file.resolveSibling("live.json.next"), live.json());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path liveFolder() {
        return folder.resolve("live");
    }

    private Path log(String pod) {
        return folder.resolve(pod + ".log");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
