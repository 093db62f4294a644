package dev.herald.worker.send;

import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.OwnerTerms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of one sender, which are those that membership gives it out of its revision's share: begins what becomes its
 * own, leaves what is so no longer, and takes over again what was lost while membership says it is still its own. Used on the
 * loop's thread, where not said otherwise.
 */
final class Partitions {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);

    /** How a partition is worked on: given by the role, so that it can be told apart from Kafka in tests. */
    interface Work {
        /** Where to begin; asks Kafka and waits for it, on a thread of its own. */
        Origin origin(int partition);

        /** Who the next owner is. */
        OwnerTerms terms();

        Ownership worker(int partition, Origin origin, OwnerTerms terms, DeliverySettings settings);
    }

    private final Executor loop;
    private final Work work;
    private final Function<Integer, CompletionStage<Boolean>> confirm;
    private final Clocks clocks;
    private final Rounds rounds;
    private final Runnable changed;
    private final Map<Integer, Ownership> workers = new TreeMap<>();
    private final Map<Integer, Retake> retakes = new HashMap<>();
    private final Set<Integer> beginning = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private Set<Integer> assigned = Set.of();
    private Share share;
    private Set<Integer> own = Set.of();
    private DeliverySettings settings;
    private volatile Optional<String> halted = Optional.empty();
    private volatile Set<Integer> owned = Set.of();
    private volatile int pending;

    /** Someone who waits until none of these is worked on. */
    private record Waiting(Set<Integer> partitions, CompletableFuture<Void> left) {}

    /**
     * @param confirm
     *            asks membership whether a partition is still this one's
     * @param rounds
     *            in which its workers decide
     * @param changed
     *            called when what is owned has changed, or the rate
     */
    Partitions(Executor loop, Work work, Function<Integer, CompletionStage<Boolean>> confirm, Clocks clocks,
            Rounds rounds, DeliverySettings settings, Share share, Runnable changed) {
        this.loop = loop;
        this.work = work;
        this.confirm = confirm;
        this.clocks = clocks;
        this.rounds = rounds;
        this.settings = settings;
        this.share = share;
        this.changed = changed;
    }

    /** Membership gives this sender these and no others. */
    void assign(Set<Integer> partitions) {
        log.atInfo().addKeyValue("partitions", partitions).log("assigned");
        assigned = Set.copyOf(partitions);
        settle();
    }

    /** Its revision works on these and no others. */
    void share(Share now) {
        if (!now.equals(share)) {
            share = now;
            log.atInfo().addKeyValue("partitions", share.among(assigned)).log("share changed");
            settle();
        }
    }

    private void settle() {
        own = share.among(assigned);
        workers.forEach((partition, worker) -> {
            if (!own.contains(partition)) {
                worker.leave();
            }
        });
        retakes.keySet().retainAll(own);
        own.stream().filter(partition -> !retakes.containsKey(partition)).forEach(this::begin);
    }

    /** Gives partitions up in good order; completes when nothing more comes of them. */
    CompletionStage<Void> leave(Set<Integer> partitions) {
        var rest = new TreeSet<>(assigned);
        rest.removeAll(partitions);
        assigned = Set.copyOf(rest);
        var left = new CompletableFuture<Void>();
        waiting.add(new Waiting(Set.copyOf(partitions), left));
        settle();
        return left;
    }

    CompletionStage<Void> leaveAll() {
        var all = new TreeSet<>(assigned);
        all.addAll(workers.keySet());
        return leave(all);
    }

    void settings(DeliverySettings now) {
        settings = now;
        workers.values().forEach(worker -> worker.settings(now));
    }

    /** Nothing is claimed any more by this process. */
    void halt(String reason) {
        if (halted.isEmpty()) {
            log.atError().addKeyValue("reason", reason).log("halted: nothing is sent until this is put right");
            halted = Optional.of(reason);
            workers.values().forEach(worker -> worker.resign(reason));
            changed.run();
        }
    }

    /** Lets every partition decide. */
    void advance() {
        Moment now = clocks.now();
        boolean rateChanged = rounds.advance(now, workers.values(), settings);
        bury();
        retakeWhatIsDue(now);
        if (measure() || rateChanged) {
            changed.run();
        }
    }

    private void begin(int partition) {
        if (halted.isPresent() || workers.containsKey(partition) || !beginning.add(partition)) {
            return;
        }
        Thread.ofVirtual().name("origin-" + partition).start(() -> {
            try {
                Origin origin = work.origin(partition);
                loop.execute(() -> begun(partition, origin));
            } catch (HaltException e) {
                loop.execute(() -> {
                    beginning.remove(partition);
                    halt(e.getMessage());
                });
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("partition", partition)
                        .addKeyValue("error", e.toString())
                        .log("partition cannot begin yet");
                loop.execute(() -> {
                    beginning.remove(partition);
                    askAgain(partition);
                });
            }
        });
    }

    private void begun(int partition, Origin origin) {
        beginning.remove(partition);
        if (own.contains(partition) && halted.isEmpty()) {
            Ownership worker = work.worker(partition, origin, work.terms(), settings);
            workers.put(partition, worker);
            worker.start();
        }
    }

    // What has ended while it is still its own was lost to another, or to a failure: it is taken over again.
    private void bury() {
        var ended = workers.entrySet()
                .stream()
                .filter(entry -> entry.getValue().ended())
                .map(Map.Entry::getKey)
                .toList();
        for (int partition : ended) {
            workers.remove(partition);
            if (own.contains(partition) && halted.isEmpty()) {
                later(partition);
            }
        }
        waiting.removeIf(it -> {
            boolean left = Collections.disjoint(workers.keySet(), it.partitions())
                    && Collections.disjoint(beginning, it.partitions());
            if (left) {
                it.left().complete(null);
            }
            return left;
        });
    }

    private void later(int partition) {
        Retake next = retakes.getOrDefault(partition, Retake.NONE).next(clocks.now().monotonicNanos());
        retakes.put(partition, next);
    }

    private void retakeWhatIsDue(Moment now) {
        retakes.forEach((partition, retake) -> {
            if (retake.isDue(now.monotonicNanos()) && !workers.containsKey(partition)) {
                retakes.put(partition, retake.asked());
                confirm.apply(partition).thenAccept(mine -> loop.execute(() -> confirmed(partition, mine)));
            }
        });
        retakes.entrySet()
                .removeIf(entry -> Optional.ofNullable(workers.get(entry.getKey()))
                        .filter(Ownership::owns)
                        .isPresent() && entry.getValue().isForgotten(now.monotonicNanos()));
    }

    private void confirmed(int partition, boolean mine) {
        if (mine && own.contains(partition)) {
            begin(partition);
        } else {
            askAgain(partition);
        }
    }

    private void askAgain(int partition) {
        if (own.contains(partition)) {
            retakes.put(partition,
                    retakes.getOrDefault(partition, Retake.NONE).again(clocks.now().monotonicNanos()));
        }
    }

    /** @return whether it owns others than before */
    private boolean measure() {
        var now = new TreeSet<Integer>();
        workers.forEach((partition, worker) -> {
            if (worker.owns()) {
                now.add(partition);
            }
        });
        pending = workers.values().stream().mapToInt(Ownership::pending).sum();
        if (now.equals(owned)) {
            return false;
        }
        owned = Collections.unmodifiableSet(now);
        log.atInfo().addKeyValue("partitions", owned).log("owned");
        return true;
    }

    /** Why nothing is claimed any more; from any thread. */
    Optional<String> halted() {
        return halted;
    }

    /** Partitions whose takeover holds; from any thread. */
    Set<Integer> owned() {
        return owned;
    }

    /** Units that wait, in owned partitions; from any thread. */
    int pending() {
        return pending;
    }
}
