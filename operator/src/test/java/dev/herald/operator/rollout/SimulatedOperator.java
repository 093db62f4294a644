package dev.herald.operator.rollout;

import dev.herald.operator.report.Report;
import dev.herald.operator.rollout.Rollout.Phase;
import dev.herald.operator.rollout.SimulatedCluster.Job;
import dev.herald.operator.rollout.SimulatedCluster.Objects;
import dev.herald.operator.rollout.SimulatedCluster.Workload;
import dev.herald.operator.worker.Release;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Reconciles as the operator does: reads what may be late, decides, and writes in order, unless it crashes in between. */
final class SimulatedOperator {
    private final SimulatedCluster cluster;
    private final SimulatedStatusWorker status;
    private final Map<String, SimulatedRelease> images;
    private final Mutant mutant;
    private final Deque<BooleanSupplier> writes = new ArrayDeque<>();
    private int next;

    SimulatedOperator(SimulatedCluster cluster, SimulatedStatusWorker status, Map<String, SimulatedRelease> images,
            Mutant mutant) {
        this.cluster = cluster;
        this.status = status;
        this.images = images;
        this.mutant = mutant;
    }

    /** Whether it wrote something. */
    boolean tick(SimulatedSpec spec) {
        if (writes.isEmpty() && cluster.now >= next) {
            next = cluster.now + cluster.between(1, cluster.calm ? 9 : 6);
            plan(spec);
        }
        boolean wrote = false;
        while (!writes.isEmpty()) {
            if (!cluster.calm && cluster.chance(0.02)) {
                crash();
            } else if (!writes.removeFirst().getAsBoolean()) {
                writes.clear();
            } else {
                wrote = true;
            }
            if (!cluster.calm && cluster.chance(0.05)) {
                return wrote;
            }
        }
        return wrote;
    }

    void crash() {
        writes.clear();
        next = cluster.now + cluster.between(5, 20);
    }

    private void plan(SimulatedSpec spec) {
        Objects seen = cluster.cached(cluster.calm || cluster.chance(0.8) ? 0 : cluster.between(1, 3));
        boolean unknown = spec.revision()
                .filter(pinned -> !pinned.equals(spec.image().revision()))
                .filter(pinned -> seen.rollout() == null || seen.rollout().known(pinned).isEmpty())
                .isPresent();
        if (!unknown) {
            pipeline(spec, seen);
        }
        channels(spec, seen);
    }

    private void pipeline(SimulatedSpec spec, Objects seen) {
        RolloutFacts facts = facts(spec, seen, status.sighted());
        Instant now = Instant.ofEpochSecond(cluster.now);
        Optional<Rollout> rollout = seen.rollout() != null
                ? Optional.of(mutant.next(seen.rollout(), facts, now))
                : facts.report()
                        .filter(Report::remembers)
                        .map(report -> mutant.begin(facts, seen.live().format(), now));
        rollout.filter(state -> !state.equals(seen.rollout())).ifPresent(state -> writes.add(() -> write(seen, state)));
        SimulatedLive live = rollout.map(state -> SimulatedLive.of(state, spec.channels().keySet()))
                .orElseGet(() -> new SimulatedLive(seen.live().format(), Map.of(), null));
        if (!live.equals(seen.live())) {
            writes.add(() -> write(seen, live));
        }
        apply(seen, "status", workload("status", rollout.map(Rollout::statusRelease), spec, 1));
        apply(seen, "ingest", workload("ingest", rollout.map(Rollout::ingestRelease), spec, 2));
        rollout.flatMap(Rollout::underWay)
                .filter(way -> way.phase() == Phase.Probe && !seen.jobs().containsKey(way.probe()))
                .ifPresent(way -> writes.add(() -> {
                    if (!cluster.objects.jobs().containsKey(way.probe())) {
                        cluster.write(new Job(way.probe(), images.get(way.revision()),
                                cluster.now + cluster.between(3, 40)));
                    }
                    return true;
                }));
    }

    /** Only if nobody else has said something since. */
    private boolean write(Objects seen, Rollout state) {
        if (cluster.objects.version() != seen.version()) {
            return false;
        }
        cluster.write(state);
        return true;
    }

    private boolean write(Objects seen, SimulatedLive live) {
        if (cluster.objects.live() != seen.live()) {
            return false;
        }
        cluster.write(live);
        return true;
    }

    private Workload workload(String role, Optional<Release> release, SimulatedSpec spec, int replicas) {
        SimulatedRelease image = release.map(one -> images.get(one.revision())).orElse(spec.image());
        return new Workload(role, "", image.revision(), image, replicas);
    }

    private void apply(Objects seen, String key, Workload workload) {
        if (!workload.equals(seen.workloads().get(key))) {
            writes.add(() -> {
                cluster.write(key, workload);
                return true;
            });
        }
    }

    /** As the channel's planner does it. */
    private void channels(SimulatedSpec spec, Objects seen) {
        Map<String, Workload> wanted = new LinkedHashMap<>();
        spec.channels()
                .forEach((name, channel) -> senders(name, channel, spec, seen).forEach(
                        sender -> wanted.put(name + "@" + sender.revision(), sender)));
        Set<String> busy = new LinkedHashSet<>();
        wanted.forEach((key, workload) -> {
            if (!workload.equals(seen.workloads().get(key))) {
                busy.add(workload.channel());
            }
            apply(seen, key, workload);
        });
        seen.workloads().forEach((key, workload) -> {
            boolean sender = workload.role().equals("send");
            boolean orphan = !spec.channels().containsKey(workload.channel());
            boolean relieved = wanted.values()
                    .stream()
                    .filter(other -> other.channel().equals(workload.channel()))
                    .anyMatch(other -> other.replicas() == 0
                            || cluster.available(other.channel(), other.revision()) > 0);
            if (sender && !wanted.containsKey(key)
                    && (orphan || relieved && seen.rollout() != null && !busy.contains(workload.channel()))) {
                writes.add(() -> {
                    cluster.delete(key);
                    return true;
                });
            }
        });
    }

    private List<Workload> senders(String name, SimulatedSpec.Channel channel, SimulatedSpec spec, Objects seen) {
        Optional<Rollout> rollout = Optional.ofNullable(seen.rollout());
        Optional<ChannelRollout> known = rollout.flatMap(state -> state.channel(name));
        List<Workload> senders = new ArrayList<>();
        if (known.isEmpty()) {
            String first = rollout.map(Rollout::serving).orElse(spec.image().revision());
            senders.add(sender(name, SimulatedSpec.sender(name, channel.version(), first), channel.replicas()));
            return senders;
        }
        Share share = Share.of(rollout.get(), known.get(), channel.replicas(), SimulatedCluster.PARTITIONS);
        senders.add(sender(name, known.get().serving(), share.serving()));
        known.get().ramping().ifPresent(ramp -> senders.add(sender(name, ramp.revision(), share.ramping())));
        return senders;
    }

    private Workload sender(String channel, String revision, int replicas) {
        return new Workload("send", channel, revision, images.get(SimulatedSpec.release(revision)), replicas);
    }

    RolloutFacts facts(SimulatedSpec spec, Objects seen, Optional<Report> report) {
        Rollout state = seen.rollout();
        List<ChannelFacts> channels = new ArrayList<>();
        spec.channels().forEach((name, channel) -> {
            Map<String, String> revisions = new TreeMap<>();
            revisions.put(spec.image().revision(),
                    SimulatedSpec.sender(name, channel.version(), spec.image().revision()));
            if (state != null) {
                state.releases()
                        .forEach(known -> revisions.put(known.release().revision(),
                                SimulatedSpec.sender(name, channel.version(), known.release().revision())));
            }
            Map<String, Integer> available = new TreeMap<>();
            seen.workloads()
                    .values()
                    .stream()
                    .filter(workload -> workload.channel().equals(name))
                    .forEach(workload -> available.put(workload.revision(),
                            cluster.available(name, workload.revision())));
            channels.add(new ChannelFacts(name, name, channel.replicas(), revisions, available));
        });
        return new RolloutFacts(spec.image().release(), spec.settings(), SimulatedCluster.PARTITIONS, channels, report,
                true, isCurrent(seen, "status") && report.map(Report::revision)
                        .filter(revision -> revision.equals(seen.workloads().get("status").revision()))
                        .isPresent(),
                isCurrent(seen, "ingest"),
                Optional.ofNullable(state).flatMap(Rollout::underWay).flatMap(way -> status.failed(way.probe())),
                Reactions.ROLLBACK);
    }

    private boolean isCurrent(Objects seen, String role) {
        Workload there = seen.workloads().get(role);
        if (there == null || seen.rollout() == null) {
            return false;
        }
        Release wanted = role.equals("status") ? seen.rollout().statusRelease() : seen.rollout().ingestRelease();
        return there.revision().equals(wanted.revision()) && cluster.pods.stream()
                .filter(pod -> pod.role.equals(role) && !pod.ending())
                .allMatch(pod -> pod.revision.equals(there.revision()) && pod.ready(cluster.now));
    }
}
