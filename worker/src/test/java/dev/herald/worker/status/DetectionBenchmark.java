package dev.herald.worker.status;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

import com.sun.management.OperatingSystemMXBean;

import dev.herald.worker.config.LiveSettings.Action;
import dev.herald.worker.config.LiveSettings.Label;
import dev.herald.worker.config.LiveSettings.Measure;
import dev.herald.worker.config.LiveSettings.Rule;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FactFormat;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.UnreadableRecordException;

/**
 * {@code bin/bench detection}: how many messages a second one thread of the status worker judges, from the bytes of the
 * ledgers to incidents that are written down, and how much of that is decoding. Ledgers lie in memory, so that Kafka's
 * client is not measured. A message is a claim and an outcome; rules of all measures look at all classes.
 */
final class DetectionBenchmark {

    private static final double GOAL = 10_000;
    private static final int MESSAGES = 300_000;
    private static final int PER_SECOND = 10_000;
    private static final int PARTITIONS = 12;
    private static final int ROUNDS = 5;
    private static final List<String> CHANNELS = List.of("email", "hooks");
    private static final List<Rule> RULES = List.of(
            rule("failed", Measure.FailedPercent, 50, 5, 1), rule("unknown", Measure.UnknownPercent, 50, 5, 1),
            rule("undecodable", Measure.UndecodableCount, 1, 0, 0),
            rule("late", Measure.OldestMessageAge, 1, 600, 300));

    /** One pass over all messages. */
    private record Figures(double seconds, double cpuSeconds) {
        double perSecond() {
            return MESSAGES / seconds;
        }

        double ofOneCore() {
            return MESSAGES / cpuSeconds;
        }

        double cpuSecondsPerMillion() {
            return cpuSeconds * 1_000_000 / MESSAGES;
        }
    }

    private interface Work {
        void run() throws InterruptedException, UnreadableRecordException;
    }

    private DetectionBenchmark() {
    }

    private static Rule rule(String name, Measure measure, int minimumCount, int raise, int clear) {
        return new Rule(name, measure, Set.of(Label.values()), Duration.ofMinutes(5), minimumCount, raise, clear,
                Duration.ofSeconds(30), Set.of(Action.Alert));
    }

    /** Ends with 1 if the goal is missed. */
    public static void main(String[] arguments) throws InterruptedException, UnreadableRecordException {
        Figures decoding = null;
        Figures detection = null;
        // The first ones warm up; the best one is the one that was disturbed least.
        for (int round = 0; round < ROUNDS; round++) {
            var ledgers = new MemoryLedgers(PARTITIONS, CHANNELS);
            Instant begin = InstantSource.system().instant().minusSeconds(MESSAGES / PER_SECOND + 5L);
            List<byte[]> records = fill(ledgers, begin);
            decoding = better(decoding, measure(() -> decode(records)));
            var status = new LedgerStatus(ledgers, CHANNELS, RULES, begin, InstantSource.system());
            detection = better(detection, measure(() -> judge(status)));
            status.watch.close();
        }
        // By the time of a core that it takes: what else runs on this machine is not its affair.
        double multiple = detection.ofOneCore() / GOAL;
        System.out.printf(Locale.ROOT, """

                detection      %,10.0f messages/s of one core: %.1f times the goal of %,.0f/s (%,.0f/s by the clock)
                               %10.2f CPU seconds per million messages, collecting garbage included
                bare decoding  %,10.0f messages/s of one core, %.2f CPU seconds per million: detection takes %.1f times as much
                """, detection.ofOneCore(), multiple, GOAL, detection.perSecond(), detection.cpuSecondsPerMillion(),
                decoding.ofOneCore(), decoding.cpuSecondsPerMillion(), detection.cpuSeconds() / decoding.cpuSeconds());
        System.exit(multiple >= 1 ? 0 : 1);
    }

    private static Figures better(Figures one, Figures other) {
        return one != null && one.cpuSeconds() <= other.cpuSeconds() ? one : other;
    }

    private static Figures measure(Work work) throws InterruptedException, UnreadableRecordException {
        System.gc();
        // Of the whole process: what the work leaves to collect belongs to it.
        var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        work.run();
        return new Figures((System.nanoTime() - start) / 1e9, (process.getProcessCpuTime() - cpu) / 1e9);
    }

    private static void decode(List<byte[]> records) throws UnreadableRecordException {
        int claims = 0;
        for (byte[] record : records) {
            claims += FactFormat.decode(record) instanceof Fact.Claim ? 1 : 0;
        }
        if (claims != MESSAGES) {
            throw new IllegalStateException(claims + " claims decoded");
        }
    }

    private static void judge(LedgerStatus status) throws InterruptedException {
        long decided = 0;
        while (decided < MESSAGES) {
            status.watch.read();
            decided = status.watch.view()
                    .channels()
                    .values()
                    .stream()
                    .mapToLong(channel -> channel.totals().accepted() + channel.totals().failed())
                    .sum();
        }
        if (status.watch.view().incidents().isEmpty()) {
            throw new IllegalStateException("no incident was found, and there is one");
        }
    }

    /** One in fifty with attachments, of which most fail for a while; of two tags each, out of forty. */
    private static List<byte[]> fill(MemoryLedgers ledgers, Instant begin) {
        var records = new ArrayList<byte[]>();
        var senders = new ArrayList<MemorySender>();
        for (String channel : CHANNELS) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                senders.add(new MemorySender(ledgers, channel, partition, begin));
            }
        }
        var random = new Random(1);
        for (int i = 0; i < MESSAGES; i++) {
            Instant at = begin.plusMillis(i * 1_000L / PER_SECOND);
            boolean attached = random.nextInt(50) == 0;
            boolean fails = random.nextInt(100) < (attached && i > MESSAGES / 3 && i < MESSAGES / 2 ? 80 : 1);
            Labels labels = MemorySender.labels(at, attached ? Attachments.YES : Attachments.NO,
                    List.of("tag" + random.nextInt(20), "kind=" + random.nextInt(20)));
            senders.get(random.nextInt(senders.size())).decide(at, labels, !fails);
        }
        ledgers.forEach(records::add);
        return records;
    }
}
