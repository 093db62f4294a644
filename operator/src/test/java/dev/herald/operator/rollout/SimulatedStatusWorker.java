package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import dev.herald.operator.report.ReportedFigures;
import dev.herald.operator.rollout.SimulatedCluster.Job;
import dev.herald.operator.rollout.SimulatedRelease.Flaw;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What the workers say, late, and at times nobody: heartbeats, figures, formats held, verdicts of probes, and the control topic's memory, which outlives the pipeline. */
final class SimulatedStatusWorker {
    private static final int HEARD_FOR = 60;
    private static final int FRESH = 30;
    private static final int MINIMUM = 50;
    private static final double RATE = 20;
    private static final double WINDOW = 0.95;

    private record Arriving(int at, Report report) {}

    private record Heartbeat(int at, Report.Worker worker) {}

    private final SimulatedCluster cluster;
    private final Map<String, Heartbeat> heartbeats = new TreeMap<>();
    private final Map<String, Map<String, Double>> decided = new TreeMap<>();
    private final Map<String, Report.Probe> probes = new TreeMap<>();
    private final Map<String, String> failedJobs = new TreeMap<>();
    private final Deque<Arriving> arriving = new ArrayDeque<>();
    private Report.Memory memory;
    private Arriving last;
    private int silentUntil;
    private int outageUntil;
    private int strayUntil;
    private long sequence;

    SimulatedStatusWorker(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** The report, if it is fresh. */
    Optional<Report> sighted() {
        while (!arriving.isEmpty() && arriving.getFirst().at() <= cluster.now) {
            last = arriving.removeFirst();
        }
        return Optional.ofNullable(last).filter(one -> cluster.now - one.at() <= FRESH).map(Arriving::report);
    }

    Optional<String> failed(String probe) {
        return Optional.ofNullable(failedJobs.get(probe));
    }

    boolean remembersRejected(String release) {
        return memory != null && memory.revisions()
                .stream()
                .anyMatch(one -> one.revision().equals(release) && one.state().equals("Rejected"));
    }

    /** The pipeline is gone: what the operator knew of it is forgotten, the topic is not. */
    void forget() {
        arriving.clear();
        last = null;
    }

    void calm() {
        silentUntil = 0;
        outageUntil = 0;
    }

    void silent(int seconds) {
        silentUntil = cluster.now + seconds;
    }

    void outage(int seconds) {
        outageUntil = cluster.now + seconds;
    }

    /** A producer of the user's own writes what the pin does not ask for. */
    void stray(int seconds) {
        strayUntil = cluster.now + seconds;
    }

    void tick() {
        decide();
        cluster.objects.jobs().values().stream().filter(job -> job.endsAt() == cluster.now).forEach(this::end);
        for (SimulatedPod pod : cluster.pods) {
            if (pod.runs(cluster.now) && (cluster.now + pod.created) % 10 == 0
                    && (cluster.calm || cluster.chance(0.8))) {
                heartbeats.put(pod.name, new Heartbeat(cluster.now, pod.heartbeat(cluster.now)));
            }
        }
        heartbeats.values().removeIf(beat -> cluster.now - beat.at() > HEARD_FOR);
        Optional<SimulatedPod> reporter = cluster.pods.stream()
                .filter(pod -> pod.role.equals("status") && pod.ready(cluster.now))
                .max(java.util.Comparator.comparingInt(pod -> pod.created));
        if (reporter.isPresent() && cluster.now % 3 == 0) {
            remember(reporter.get().live(cluster.now).memory());
            if (cluster.now >= silentUntil) {
                arriving.addLast(new Arriving(cluster.now + (cluster.calm ? 1 : cluster.between(0, 8)),
                        report(reporter.get())));
            }
        }
    }

    private void remember(Report.Memory told) {
        if (told != null && (memory == null || told.generation() > memory.generation())) {
            memory = told;
        }
    }

    private void end(Job job) {
        if (!cluster.calm && cluster.chance(0.1)) {
            failedJobs.put(job.id(), "DeadlineExceeded");
            return;
        }
        List<Report.Held> census = held("log");
        String pin = cluster.objects.live().format();
        boolean unfit = job.target().flaw() == Flaw.PROBE_FAILS || !job.target().writes().contains(pin)
                || census.stream().anyMatch(held -> !job.target().reads().contains(held.format()));
        String verdict = !cluster.calm && cluster.chance(0.2) ? "Inconclusive" : unfit ? "Failed" : "Passed";
        probes.put(job.id(),
                new Report.Probe(job.id(), verdict, job.target().reads(), job.target().writes(), census, verdict));
    }

    private void decide() {
        decided.values().forEach(channel -> channel.replaceAll((revision, count) -> count * WINDOW));
        cluster.objects.live().channels().forEach((channel, entry) -> {
            double ramped = entry.partitions() * 1.0 / SimulatedCluster.PARTITIONS;
            decide(channel, entry.serving(), 1 - ramped);
            decide(channel, entry.ramping(), ramped);
        });
    }

    private void decide(String channel, String revision, double share) {
        if (share > 0 && isWorkedOn(channel, revision)) {
            decided.computeIfAbsent(channel, fresh -> new TreeMap<>()).merge(revision, RATE * share, Double::sum);
        }
    }

    private boolean isWorkedOn(String channel, String revision) {
        for (SimulatedPod pod : cluster.pods) {
            if (channel.equals(pod.channel) && pod.revision.equals(revision) && pod.works(cluster.now)) {
                return true;
            }
        }
        return false;
    }

    private List<Report.Held> held(String place) {
        List<Report.Held> held = new ArrayList<>();
        int late = cluster.between(0, 5);
        SimulatedRelease.CATALOGUE.stream()
                .filter(format -> cluster.knows(format, late))
                .forEach(format -> held.add(new Report.Held(format, place, 1)));
        if (cluster.now < strayUntil) {
            held.add(new Report.Held("cbor-v1", place, 3));
        }
        return held;
    }

    private Report report(SimulatedPod reporter) {
        Map<String, ReportedFigures> channels = new TreeMap<>();
        decided.forEach((channel, revisions) -> channels.put(channel, figures(revisions)));
        cluster.objects.live().channels().keySet().forEach(channel -> channels.putIfAbsent(channel, figures(Map.of())));
        boolean read = cluster.now - reporter.readyAt > 10;
        return new Report(1, reporter.name, ++sequence, null, reporter.revision, null, channels, null,
                heartbeats.values().stream().map(Heartbeat::worker).filter(Objects::nonNull).toList(), null, null,
                new Report.Formats(read, held("log"), null), List.copyOf(probes.values()), read ? memory : null, read,
                null);
    }

    private ReportedFigures figures(Map<String, Double> revisions) {
        List<ReportedFigures.RevisionFigures> all = new ArrayList<>();
        revisions.forEach((revision, count) -> {
            long figure = Math.round(count);
            if (figure > 0) {
                boolean bad = cluster.now < outageUntil || flaw(revision) == Flaw.MESSAGES_FAIL;
                all.add(new ReportedFigures.RevisionFigures(revision, 1, figure, List.of(),
                        List.of(new ReportedFigures.RuleFigures("failed", bad && figure >= MINIMUM, null, figure,
                                figure,
                                MINIMUM, "failed: 552"))));
            }
        });
        boolean measured = cluster.calm || cluster.now % 97 > 5;
        return new ReportedFigures(0, 0, null, 1, measured, null, null, null, null, all, null);
    }

    private Flaw flaw(String sender) {
        String release = SimulatedSpec.release(sender);
        return cluster.pods.stream()
                .map(pod -> pod.release)
                .filter(one -> one.revision().equals(release))
                .map(SimulatedRelease::flaw)
                .findFirst()
                .orElse(Flaw.NONE);
    }
}
