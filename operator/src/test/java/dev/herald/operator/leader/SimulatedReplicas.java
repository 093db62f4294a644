package dev.herald.operator.leader;

import dev.herald.operator.leader.Candidate.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Replicas and one Lease in a time of their own, in milliseconds: clocks that are wrong and run at other speeds, answers that come late or never although the write was
 * stored, processes that are stopped for a while, killed, or told to end. The same seed brings the same story.
 */
final class SimulatedReplicas {
    private static final int TIMEOUT = 3_000;
    private static final Instant START = Instant.parse("2026-11-23T08:30:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
    private final List<Process> processes = new ArrayList<>();
    private final Random random;
    private Optional<LeaseRecord> stored = Optional.empty();
    private boolean trouble = true;
    private long version;
    private long time;
    private long number;
    private int reigns;

    SimulatedReplicas(long seed, int replicas) {
        this.random = new Random(seed);
        IntStream.range(0, replicas).forEach(pod -> start("pod-" + pod));
    }

    /** Goes on for that long. */
    void run(long millis) {
        long end = time + millis;
        while (!events.isEmpty() && events.peek().time() <= end) {
            Event event = events.poll();
            time = event.time();
            if (event.process() == null || event.process().alive) {
                event.what().run();
            }
            List<String> leaders = leaders();
            if (leaders.size() > 1) {
                throw new AssertionError("at %d ms %s lead at once".formatted(time, leaders));
            }
        }
        time = end;
    }

    /** From now on the API server answers, and nobody is stopped or killed. */
    void calm() {
        trouble = false;
    }

    /** The one that leads is told to end, and does. */
    void terminateLeader() {
        processes.stream().filter(process -> process.leads()).toList().forEach(Process::terminate);
    }

    /** Who leads. */
    List<String> leaders() {
        return processes.stream().filter(Process::leads).map(process -> process.identity).toList();
    }

    /** How often leadership was won. */
    int reigns() {
        return reigns;
    }

    private void start(String pod) {
        Process process = new Process(pod);
        processes.add(process);
        after(process, random.nextInt(1_000), process::round);
        after(process, random.nextInt(40_000), process::suffer);
    }

    private void after(Process process, long millis, Runnable what) {
        events.add(new Event(time + millis, number++, process, what));
    }

    private boolean store(LeaseRecord lease) {
        if (!stored.flatMap(LeaseRecord::version).equals(lease.version())) {
            return false;
        }
        stored = Optional.of(new LeaseRecord(Optional.of("v" + ++version), lease.holder(), lease.duration(),
                lease.acquired(), lease.renewed(), lease.transitions()));
        return true;
    }

    private int latency() {
        int latency = random.nextInt(200);
        return trouble && random.nextInt(4) == 0 ? latency + random.nextInt(6_000) : latency;
    }

    private record Event(long time, long number, Process process, Runnable what) {}

    private final class Process {
        private final Candidate candidate;
        private final String identity;
        private final long skewMillis = random.nextInt(7_200_000) - 3_600_000;
        private final double speed = 0.9 + random.nextDouble() * 0.2;
        private long stoppedUntil;
        private boolean alive = true;
        private boolean hasLed;

        Process(String identity) {
            this.identity = identity;
            this.candidate = new Candidate(identity);
        }

        boolean leads() {
            return alive && candidate.leads(now());
        }

        private Moment now() {
            long shown = (long) (time * speed);
            return new Moment(shown * 1_000_000, START.plusMillis(skewMillis + shown));
        }

        /** Asks, and goes on with the answer; without one it tries again. */
        private void round() {
            if (candidate.hasLed() && !candidate.leads(now())) {
                restart(0);
                return;
            }
            request(() -> {
                Optional<LeaseRecord> seen = stored;
                return arrived -> decide(seen);
            });
        }

        private void decide(Optional<LeaseRecord> seen) {
            switch (candidate.consider(seen, now())) {
                case Step.Wait wait -> next();
                case Step.Lost lost -> restart(0);
                case Step.Write(LeaseRecord lease) -> {
                    Moment asked = now();
                    request(() -> {
                        boolean done = store(lease);
                        return arrived -> {
                            if (done) {
                                candidate.written(asked);
                                reigns += hasLed ? 0 : 1;
                                hasLed = true;
                            }
                            next();
                        };
                    });
                }
            }
        }

        /** The server does it when the request has come, the process learns of it when the answer has: both may be long after it gave up waiting. */
        private void request(Request request) {
            boolean[] over = new boolean[1];
            boolean refused = trouble && random.nextInt(8) == 0;
            int there = latency();
            int back = latency();
            after(this, TIMEOUT, () -> running(() -> {
                if (!over[0]) {
                    over[0] = true;
                    next();
                }
            }));
            after(null, there, () -> {
                if (refused) {
                    return;
                }
                Consumer<Boolean> answer = request.served();
                after(this, back, () -> running(() -> {
                    if (!over[0]) {
                        over[0] = true;
                        answer.accept(true);
                    }
                }));
            });
        }

        private void next() {
            after(this, hasLed ? 2_000 : 1_000, () -> running(this::round));
        }

        /** What comes while it is stopped waits. */
        private void running(Runnable what) {
            if (time < stoppedUntil) {
                after(this, stoppedUntil - time, () -> running(what));
            } else {
                what.run();
            }
        }

        private void suffer() {
            if (!trouble) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> stoppedUntil = time + random.nextInt(40_000);
                case 1 -> restart(random.nextInt(5_000));
                default -> terminate();
            }
            after(this, random.nextInt(40_000), this::suffer);
        }

        private void terminate() {
            stored.ifPresent(
                    lease -> candidate.release(Optional.of(lease), now()).ifPresent(SimulatedReplicas.this::store));
            restart(1_000);
        }

        /** Another process in the same pod. */
        private void restart(long pause) {
            alive = false;
            processes.remove(this);
            after(null, pause, () -> start(identity));
        }
    }

    /** Done by the server; what it returns is done when the answer has come. */
    private interface Request {
        Consumer<Boolean> served();
    }
}
