package dev.herald.worker.replay;

import dev.herald.worker.config.KafkaConfig;
import dev.herald.worker.config.ReplayConfig;
import dev.herald.worker.config.ReplayConfig.Attachments;
import dev.herald.worker.config.ReplayConfig.Mode;
import dev.herald.worker.config.ReplayConfig.Outcome;
import dev.herald.worker.config.ReplayConfig.Selector;
import dev.herald.worker.config.ReplayConfig.Window;
import dev.herald.worker.config.ReplayGuards;
import dev.herald.worker.kafka.Broker;
import dev.herald.worker.kafka.KafkaClients;
import dev.herald.worker.kafka.PartitionScan;
import dev.herald.worker.kafka.TopicNames;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code bin/bench selection [EVENTS]}: how fast a replay selects from a ledger on a real Kafka, beside a consumer that only
 * reads the same topic, in turns; and how much memory that takes. Of the messages, each a claim and an outcome, one in twenty
 * has failed. All were written within minutes, so that none may be forgotten on the way.
 */
final class SelectionBenchmark {

    private static final int PARTITIONS = 2;
    private static final int ROUNDS = 3;
    private static final int FAILS_ONE_OF = 20;
    private static final double GOAL = 0.8;
    private static final long HEAP = 256L * 1024 * 1024;
    private static final int LARGEST_MESSAGE = 1024 * 1024;

    private final TopicNames names;
    private final KafkaClients clients;
    private final int events;

    private SelectionBenchmark(Broker broker, int events) {
        var config = new KafkaConfig(List.of(broker.bootstrapServers()), "bench", "bench");
        this.names = TopicNames.of(config);
        this.clients = new KafkaClients(config, "bench", LARGEST_MESSAGE);
        this.events = events;
        broker.createTopics(new NewTopic(names.ledger("email"), PARTITIONS, (short) 1)
                .configs(Map.of("message.timestamp.type", "LogAppendTime")));
    }

    /** Ends with 1 if a goal is missed. */
    public static void main(String[] arguments) {
        int events = arguments.length == 0 ? 10_000_000 : Integer.parseInt(arguments[0]);
        boolean holds;
        try (Broker broker = Broker.start()) {
            holds = new SelectionBenchmark(broker, events).run(broker);
        }
        System.exit(holds ? 0 : 1);
    }

    private boolean run(Broker broker) {
        fill(broker);
        var ratios = new ArrayList<Double>();
        long most = 0;
        for (int round = 0; round <= ROUNDS; round++) {
            double bare = perSecond(this::read);
            resetPeaks();
            double selection = perSecond(this::select);
            most = Math.max(most, peak());
            System.out.printf(Locale.ROOT,
                    "%-8s bare consumer %,10.0f events/s   selection %,10.0f events/s   %3.0f %%%n",
                    round == 0 ? "warm-up" : "round " + round, bare, selection, 100 * selection / bare);
            if (round > 0) {
                ratios.add(selection / bare);
            }
        }
        double median = ratios.stream().sorted().toList().get(ROUNDS / 2);
        boolean holds = median >= GOAL && most < HEAP;
        System.out.printf(Locale.ROOT,
                "%nselection of %,d events: %.0f %% of a bare consumer's speed (goal %.0f %%), at most %,d MiB of heap (goal below %d): %s%n",
                events, 100 * median, 100 * GOAL, most >> 20, HEAP >> 20, holds ? "holds" : "MISSED");
        return holds;
    }

    private double perSecond(Runnable work) {
        System.gc();
        long start = System.nanoTime();
        work.run();
        return events / ((System.nanoTime() - start) / 1e9);
    }

    private void read() {
        long octets = 0;
        try (Consumer<byte[], byte[]> consumer = clients.reader("bare")) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var one = new TopicPartition(names.ledger("email"), partition);
                var sum = new long[1];
                new PartitionScan(consumer).read(one, 0, consumer.endOffsets(List.of(one)).get(one), record -> {
                    sum[0] += record.value().length;
                    return true;
                });
                octets += sum[0];
            }
        }
        if (octets < events) {
            throw new IllegalStateException(octets + " bytes read");
        }
    }

    private void select() {
        var selector = new Selector(List.of(), List.of(Outcome.Failed), Attachments.Any, List.of(), List.of(),
                List.of(),
                List.of(), List.of(), List.of());
        var window = new Window(Instant.EPOCH.plus(Duration.ofDays(1)), Optional.empty());
        Scope scope = Scope
                .ofWindow(new ReplayConfig("bench/bench/1", Mode.Resend, Optional.empty(), Optional.of(window),
                        selector, ReplayGuards.DEFAULT), window);
        long matched = 0;
        try (Consumer<byte[], byte[]> consumer = clients.reader("selection")) {
            var ledgers = new Ledgers(consumer, names);
            for (Map.Entry<Place, Long> end : ledgers.ends(List.of("email")).entrySet()) {
                matched += ledgers.select(end.getKey(), scope, end.getValue()).wishes().size();
            }
        }
        if (matched != events / 2 / FAILS_ONE_OF) {
            throw new IllegalStateException(matched + " selected");
        }
    }

    private void fill(Broker broker) {
        long start = System.nanoTime();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 20,
                "batch.size",
                500_000, "buffer.memory", 64L * 1024 * 1024, "compression.type", "lz4");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                append(producer, partition, new Fact.Takeover(new UUID(7, partition), "sender-0", "3f9a1c22"));
            }
            for (int message = 0; message < events / 2; message++) {
                fill(producer, message % PARTITIONS, message / PARTITIONS, message / PARTITIONS % FAILS_ONE_OF == 0);
            }
        }
        System.out.printf(Locale.ROOT, "%,d events written in %.0f s%n", events, (System.nanoTime() - start) / 1e9);
    }

    private void fill(KafkaProducer<byte[], byte[]> producer, int partition, long offset, boolean fails) {
        Instant at = Instant.parse("2026-11-23T12:00:00Z").plusMillis(offset);
        var unit = new Unit(offset, 0);
        var claim = new ClaimId(partition + 1L, offset);
        append(producer, partition, new Fact.Claim(0, 1 + 2 * offset, unit, 1, claim, 1, "relay", "3f9a1c22", "", at,
                new Labels("/shop/checkout", "order-" + offset, at,
                        fails ? Labels.Attachments.YES : Labels.Attachments.NO, List.of("invoice"), "json-v1")));
        append(producer, partition, fails
                ? new Fact.Failed(unit, 1, claim, FailureKind.CONTENT, Optional.empty(), "552",
                        "5.3.4 attachments are refused", at)
                : new Fact.Accepted(unit, 1, claim, "250 2.0.0 queued as " + Long.toHexString(claim.hashCode()), at));
    }

    private void append(KafkaProducer<byte[], byte[]> producer, int partition, Fact fact) {
        producer.send(new ProducerRecord<>(names.ledger("email"), partition, null, FactFormat.encode(fact)));
    }

    private static List<MemoryPoolMXBean> heaps() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(it -> it.getType() == MemoryType.HEAP).toList();
    }

    private static void resetPeaks() {
        heaps().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peak() {
        return heaps().stream().mapToLong(it -> it.getPeakUsage().getUsed()).sum();
    }
}
