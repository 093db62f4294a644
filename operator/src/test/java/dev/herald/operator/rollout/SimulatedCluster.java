package dev.herald.operator.rollout;

import dev.herald.operator.rollout.SimulatedRelease.Flaw;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Objects as the API server keeps them, the pods that follow from them, late, and a log with the formats that it holds. Time is a number of seconds. */
final class SimulatedCluster {
    static final int PARTITIONS = 12;
    private static final int RETENTION = 300;
    private static final int REMEMBERED_OBJECTS = 6;

    /** A Deployment: of a channel's sender in one revision, of the status worker or of the ingest. */
    record Workload(String role, String channel, String revision, SimulatedRelease release, int replicas) {}

    /** A probe's Job; at its end it fails or leaves a verdict. */
    record Job(String id, SimulatedRelease target, int endsAt) {}

    /** All objects at one time. */
    record Objects(Rollout rollout, long version, SimulatedLive live, Map<String, Workload> workloads,
            Map<String, Job> jobs) {
        static final Objects NONE = new Objects(null, 0, SimulatedLive.NONE, Map.of(), Map.of());
    }

    final SplittableRandom random;
    final List<SimulatedPod> pods = new ArrayList<>();
    private final Map<String, Integer> written = new TreeMap<>();
    private final Map<String, Integer> begun = new TreeMap<>();
    private final Deque<Objects> past = new ArrayDeque<>();
    private final Map<String, Integer> crashes = new TreeMap<>();
    Objects objects = Objects.NONE;
    boolean calm;
    /** A version of channels' specs with which senders crash, or none. */
    private final String brokenVersion;
    int now;
    /** Until then nobody sends a message. */
    int quietUntil;
    private long versions;
    private int names;

    SimulatedCluster(SplittableRandom random) {
        this.random = random;
        this.brokenVersion = random.nextInt(3) == 0 ? "3" : "none";
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** What a cache shows, which may be late. */
    Objects cached(int age) {
        return age == 0 ? objects : past.stream().skip(Math.max(0, past.size() - age)).findFirst().orElse(objects);
    }

    void write(Rollout rollout) {
        objects = new Objects(rollout, ++versions, objects.live(), objects.workloads(), objects.jobs());
    }

    void write(SimulatedLive live) {
        objects = new Objects(objects.rollout(), objects.version(), live, objects.workloads(), objects.jobs());
        pods.forEach(pod -> pod.told(live, now + delay()));
    }

    void write(String key, Workload workload) {
        Map<String, Workload> next = new TreeMap<>(objects.workloads());
        next.put(key, workload);
        objects = new Objects(objects.rollout(), objects.version(), objects.live(), next, objects.jobs());
    }

    void delete(String key) {
        Map<String, Workload> next = new TreeMap<>(objects.workloads());
        next.remove(key);
        objects = new Objects(objects.rollout(), objects.version(), objects.live(), next, objects.jobs());
    }

    void write(Job job) {
        Map<String, Job> next = new TreeMap<>();
        next.put(job.id(), job);
        objects = new Objects(objects.rollout(), objects.version(), objects.live(), objects.workloads(), next);
    }

    /** The pipeline is deleted, and all that is its own. */
    void deleteAll() {
        objects = Objects.NONE;
        past.clear();
    }

    private int delay() {
        return calm || chance(0.95) ? between(0, 10) : between(10, 80);
    }

    int available(String channel, String revision) {
        int ready = 0;
        for (SimulatedPod pod : pods) {
            if (pod.role.equals("send") && pod.channel.equals(channel) && pod.revision.equals(revision)
                    && pod.ready(now)) {
                ready++;
            }
        }
        return ready;
    }

    /** Whether senders of a channel's version crash, whatever their image. */
    boolean isBroken(int version) {
        return brokenVersion.equals(String.valueOf(version));
    }

    boolean holds(String format) {
        Integer last = written.get(format);
        return last != null && now - last < RETENTION;
    }

    /** Whether who reads the log up to some seconds ago knows that it holds a format. */
    boolean knows(String format, int late) {
        return holds(format) && now - begun.get(format) >= late;
    }

    private void write(String format) {
        if (!holds(format)) {
            begun.put(format, now);
        }
        written.put(format, now);
    }

    void tick() {
        past.addLast(objects);
        if (past.size() > REMEMBERED_OBJECTS) {
            past.removeFirst();
        }
        pods.removeIf(pod -> now >= pod.endsAt);
        for (Map.Entry<String, Workload> entry : objects.workloads().entrySet()) {
            scale(entry.getValue());
        }
        for (SimulatedPod pod : pods) {
            if (!pod.ending() && !wanted(pod)) {
                pod.endsAt = now + between(0, 10);
            }
            crash(pod);
            if (now >= quietUntil && pod.role.equals("ingest") && pod.runs(now)
                    && pod.release.writes().contains(pod.live(now).format())) {
                write(pod.live(now).format());
            }
        }
    }

    private void scale(Workload workload) {
        List<SimulatedPod> there = new ArrayList<>();
        for (SimulatedPod pod : pods) {
            if (!pod.ending() && isOf(pod, workload)) {
                there.add(pod);
            }
        }
        for (int i = there.size(); i < workload.replicas(); i++) {
            pods.add(start(workload));
        }
        for (int i = workload.replicas(); i < there.size(); i++) {
            there.get(i).endsAt = now + between(0, 10);
        }
    }

    private static boolean isOf(SimulatedPod pod, Workload workload) {
        return pod.role.equals(workload.role()) && pod.channel.equals(workload.channel())
                && pod.revision.equals(workload.revision());
    }

    /** Ingest and status worker are replaced when the next one is ready; a sender's Deployment is of one revision. */
    private boolean wanted(SimulatedPod pod) {
        if (pod.role.equals("send")) {
            return objects.workloads().containsKey(pod.channel + "@" + pod.revision);
        }
        Workload workload = objects.workloads().get(pod.role);
        return workload != null && (workload.revision().equals(pod.revision) || pods.stream()
                .noneMatch(other -> other.role.equals(pod.role) && other.revision.equals(workload.revision())
                        && other.ready(now)));
    }

    private SimulatedPod start(Workload workload) {
        boolean never = switch (workload.release().flaw()) {
            case PODS_NEVER_READY -> workload.role().equals("send");
            case INGEST_NEVER_READY -> workload.role().equals("ingest");
            case STATUS_NEVER_READY -> workload.role().equals("status");
            default -> false;
        };
        int slow = calm || chance(0.9) ? between(2, 20) : between(20, 120);
        SimulatedPod pod = new SimulatedPod(workload.role() + "-" + ++names, workload.role(), workload.channel(),
                workload.revision(), workload.release(), now, never ? Integer.MAX_VALUE : now + slow,
                cached(calm ? 0 : between(0, REMEMBERED_OBJECTS)).live());
        pod.told(objects.live(), now + delay());
        boolean crashing = workload.release().flaw() == Flaw.PODS_CRASH
                || workload.revision().endsWith(brokenVersion);
        if (crashing && !never && workload.role().equals("send")) {
            pod.crashesAt = pod.readyAt + between(2, 30);
        }
        return pod;
    }

    private void crash(SimulatedPod pod) {
        boolean accident = !calm && pod.ready(now) && chance(0.0005);
        if (now >= pod.crashesAt || accident) {
            int times = accident ? 0 : crashes.merge(pod.name, 1, Integer::sum);
            pod.readyAt = now + Math.min(300, 10 << Math.min(times, 5)) + between(0, 5);
            pod.crashesAt = accident ? pod.crashesAt : pod.readyAt + between(2, 30);
        }
    }
}
