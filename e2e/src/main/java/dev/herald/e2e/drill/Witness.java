package dev.herald.e2e.drill;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/**
 * Remembers what was seen of a pipeline, and when: which workers lived, who worked on which partitions, in which format messages were to be
 * written. What is asked for only afterwards would be gone by then. Safe for many threads.
 */
final class Witness {
    private static final Set<String> WORKERS = Set.of("ingest", "send", "status", "replay");

    /**
     * A pod of a worker.
     *
     * @param until when it was gone; null: it is there
     */
    private record Life(String image, Instant from, Instant until) {}

    private record Sender(String channel, String revision) {}

    private record Deployed(String image, int replicas) {}

    private record Assigned(Instant at, Map<String, Assignment> channels) {}

    private final InstantSource clock;
    private final Map<String, Life> workers = new LinkedHashMap<>();
    private final Map<Sender, Deployed> senders = new HashMap<>();
    private final List<Instant> rescaled = new ArrayList<>();
    private final List<Assigned> assigned = new ArrayList<>();
    private final Map<String, Instant> formats = new LinkedHashMap<>();
    private final Map<String, Instant> states = new LinkedHashMap<>();

    Witness(InstantSource clock) {
        this.clock = clock;
    }

    /** A pod is there. */
    synchronized void sees(Pod pod) {
        if (WORKERS.contains(label(pod, "role"))) {
            workers.computeIfAbsent(pod.getMetadata().getUid(),
                    uid -> new Life(image(pod.getSpec()), clock.instant(), null));
            notifyAll();
        }
    }

    /** A pod is gone. */
    synchronized void misses(Pod pod) {
        workers.computeIfPresent(pod.getMetadata().getUid(),
                (uid, life) -> new Life(life.image(), life.from(), clock.instant()));
        notifyAll();
    }

    /** A Deployment is there. */
    synchronized void sees(Deployment deployment) {
        if (label(deployment, "role").equals("send")) {
            // What has no figure has one replica.
            int replicas = Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
            var before = senders.put(new Sender(label(deployment, "channel"), label(deployment, "revision")),
                    new Deployed(image(deployment.getSpec().getTemplate().getSpec()), replicas));
            if (before != null && before.replicas() != replicas) {
                rescaled.add(clock.instant());
            }
            notifyAll();
        }
    }

    /** The file {@code live.json} of the pipeline is this. */
    synchronized void seesLive(String live) {
        var channels = Assignment.of(live);
        if (assigned.isEmpty() || !assigned.getLast().channels().equals(channels)) {
            assigned.add(new Assigned(clock.instant(), channels));
        }
        formats.putIfAbsent(Assignment.format(live), clock.instant());
        notifyAll();
    }

    /** The pipeline's status has these revisions. */
    synchronized void sees(List<RevisionStatus> revisions) {
        revisions.forEach(is -> states.putIfAbsent(is.state() + " " + is.image(), clock.instant()));
        notifyAll();
    }

    /** How many pods of workers of this image there have been. */
    synchronized long workersOf(String image) {
        return workers.values().stream().filter(life -> life.image().equals(image)).count();
    }

    /** When the last pod of a worker of this image was gone; empty while one is there, or when there was none. */
    synchronized Optional<Instant> lastWorkerGone(String image) {
        var lives = workers.values().stream().filter(life -> life.image().equals(image)).toList();
        return lives.stream().anyMatch(life -> life.until() == null)
                ? Optional.empty()
                : lives.stream().map(Life::until).max(Instant::compareTo);
    }

    /** Whether senders of this image have all partitions of all channels now. */
    synchronized boolean hasAll(String image) {
        return !assigned.isEmpty() && !assigned.getLast().channels().isEmpty() && assigned.getLast()
                .channels()
                .entrySet()
                .stream()
                .allMatch(channel -> isOf(image, channel, Assignment::givesAll));
    }

    /** Whether senders of this image have some partitions of every channel now, and others have the rest. */
    synchronized boolean sharesAll(String image) {
        return !assigned.isEmpty() && !hasAll(image) && assigned.getLast()
                .channels()
                .entrySet()
                .stream()
                .allMatch(channel -> isOf(image, channel, Assignment::gives));
    }

    /** How often since then partitions went from senders of one revision to those of another. */
    synchronized long reassignedSince(Instant time) {
        return assigned.stream().filter(change -> change.at().isAfter(time)).count();
    }

    /** How many senders of all revisions a channel is to have now. */
    synchronized int replicas(String channel) {
        return senders.entrySet()
                .stream()
                .filter(sender -> sender.getKey().channel().equals(channel))
                .mapToInt(sender -> sender.getValue().replicas())
                .sum();
    }

    /** How often since then the replicas of a sender were changed. */
    synchronized long rescaledSince(Instant time) {
        return rescaled.stream().filter(change -> change.isAfter(time)).count();
    }

    /** How often senders of this image were given partitions that they did not have. */
    synchronized int timesGiven(String image) {
        int times = 0;
        boolean had = false;
        for (var at : assigned) {
            boolean has = hasAny(image, at);
            times += has && !had ? 1 : 0;
            had = has;
        }
        return times;
    }

    /** When the last partition was taken from senders of this image; empty while they have one, or when they had none. */
    synchronized Optional<Instant> lastTaken(String image) {
        Instant taken = null;
        boolean had = false;
        for (var at : assigned) {
            boolean has = hasAny(image, at);
            if (had && !has) {
                taken = at.at();
            }
            had = has;
        }
        return had ? Optional.empty() : Optional.ofNullable(taken);
    }

    /** Since when messages were to be written in this format. */
    synchronized Optional<Instant> pinnedTo(String format) {
        return Optional.ofNullable(formats.get(format));
    }

    /** When a revision of this image was first in this state. */
    synchronized Optional<Instant> reached(String state, String image) {
        return Optional.ofNullable(states.get(state + " " + image));
    }

    /**
     * Returns when this holds, which is looked at with each thing seen.
     *
     * @return false: it does not hold yet, and the time is over
     */
    synchronized boolean await(Predicate<Witness> holds, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!holds.test(this)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    private boolean hasAny(String image, Assigned at) {
        return at.channels().entrySet().stream().anyMatch(channel -> isOf(image, channel, Assignment::gives));
    }

    /** Whether the assignment says that of one of the image's revisions. */
    private boolean isOf(String image, Map.Entry<String, Assignment> channel,
            BiPredicate<Assignment, String> says) {
        return senders.entrySet()
                .stream()
                .filter(sender -> sender.getValue().image().equals(image)
                        && sender.getKey().channel().equals(channel.getKey()))
                .anyMatch(sender -> says.test(channel.getValue(), sender.getKey().revision()));
    }

    private static String image(PodSpec pod) {
        return pod.getContainers().getFirst().getImage();
    }

    private static String label(HasMetadata object, String name) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.<String, String>of())
                .getOrDefault("herald.dev/" + name, "");
    }
}
