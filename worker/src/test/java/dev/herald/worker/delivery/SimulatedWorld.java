package dev.herald.worker.delivery;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A partition of a channel with workers that freeze, wake up late, die, take over from each other and err about who owns
 * what; everything in an order that a seed decides. {@link #run} ends with a calm in which all must be settled.
 */
final class SimulatedWorld {

    private static final int MOST_WORKERS = 4;
    private static final long START = Instant.parse("2026-11-23T08:00:00Z").toEpochMilli();
    private static final int CALM_ROUNDS = 4_000;

    final SplittableRandom random;
    final Rules rules;
    final SimulatedLedger ledger = new SimulatedLedger();
    final SimulatedLog log;
    final SimulatedProvider provider = new SimulatedProvider(ledger);
    final SimulatedReplays replays;
    final Set<Long> quarantine = new HashSet<>();
    final int factsBetweenCheckpoints;
    long now = START;
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final Set<Command.Commit> places = new HashSet<>();
    private final List<Runnable> commitsUnderWay = new ArrayList<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private final Duration timeToLive;
    private final OnUnknown onUnknown;
    private Command.Commit committed = new Command.Commit(0, Reducer.UNKNOWN_TAKEOVER, 0);
    private long feedCommitted;
    private final boolean progressIsSet;
    private final boolean isRated;
    private boolean suspended;
    private boolean calm;

    private record Later(long at, Runnable what) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return Long.compare(at, other.at);
        }
    }

    SimulatedWorld(long seed, Rules rules) {
        this.random = new SplittableRandom(seed);
        this.progressIsSet = seed % 4 == 3;
        this.isRated = seed % 8 == 5;
        this.log = new SimulatedLog(!progressIsSet);
        this.replays = new SimulatedReplays(log, ledger, random);
        this.rules = rules;
        this.factsBetweenCheckpoints = random.nextInt(2, 50);
        this.timeToLive = random.nextInt(5) == 0 ? Duration.ofMinutes(20) : Duration.ofHours(72);
        this.onUnknown = random.nextInt(4) == 0 ? OnUnknown.Park : OnUnknown.Resend;
        provider.failing = random.nextInt(3) == 0 ? 60 : 15;
    }

    /** @return how many messages the provider was sent */
    int run() {
        int steps = 100 + random.nextInt(250);
        takeOver();
        for (int step = 0; step < steps; step++) {
            step();
        }
        settle();
        new Promise(log, ledger, provider, replays.feed, quarantine, places).check();
        return provider.sent;
    }

    Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    DeliverySettings settings() {
        return new DeliverySettings(suspended, new DeliveryPolicy(2, DeliveryPolicy.BackoffPolicy.Exponential,
                Duration.ofSeconds(2), Duration.ofMinutes(1), timeToLive), onUnknown, 25, Optional.empty());
    }

    /** In some worlds claims wait, until all is calm. */
    Optional<Rate> rate() {
        return isRated && !calm ? Optional.of(new Rate(300, 100, 3_000, 1_000)) : Optional.empty();
    }

    Slots slots(SimulatedWorker worker) {
        return new SlotShare(SimulatedWorker.CONCURRENCY, settings().replaySharePercent()).left(worker.owner.demand(),
                Demand.NONE, false);
    }

    void at(long time, Runnable what) {
        later.add(new Later(time, what));
    }

    void commit(Command.Commit commit) {
        if (places.add(commit) && commit.safePoint() <= ledger.end()) {
            ledger.agreesWithReaderFrom(commit.progress(), commit.takeover(), commit.safePoint());
        }
        commitLater(() -> committed = commit);
    }

    void commit(Command.CommitFeed commit) {
        commitLater(() -> feedCommitted = commit.position());
    }

    private void commitLater(Runnable commit) {
        switch (calm ? 0 : random.nextInt(10)) {
            case 7 -> commitsUnderWay.add(commit);
            case 8, 9 -> {
            }
            default -> commit.run();
        }
    }

    private void step() {
        if (random.nextInt(3) == 0 && meet()) {
            return;
        }
        int chance = random.nextInt(1_000);
        if (chance < 60) {
            log.produce(instant(), random);
        } else if (chance < 85) {
            pass(random.nextLong(1_000, 20_000));
        } else if (chance < 92) {
            pass(random.nextLong(40_000, 90_000));
        } else if (chance < 98) {
            pass(random.nextLong(300_000, 700_000));
        } else if (chance < 112) {
            takeOver();
        } else if (chance < 135) {
            freeze();
        } else if (chance < 150) {
            workers.stream().filter(worker -> worker.frozen).findFirst().ifPresent(SimulatedWorker::resume);
        } else if (chance < 156) {
            crash(any());
        } else if (chance < 160) {
            ifPresent(anyAwake(), SimulatedWorker::failAppend);
        } else if (chance < 164) {
            ifPresent(anyAwake(), worker -> worker.owner.leave());
        } else if (chance < 168) {
            suspended = random.nextBoolean();
        } else if (chance < 180) {
            replays.select(progressIsSet ? committed.progress() : 0);
        } else if (chance < 200) {
            replays.feedOne();
        } else if (chance < 205) {
            log.repair();
        } else if (chance < 215 && !commitsUnderWay.isEmpty()) {
            commitsUnderWay.remove(random.nextInt(commitsUnderWay.size())).run();
        } else {
            pass(random.nextLong(100));
            ifPresent(anyAwake(), worker -> worker.run(false));
        }
    }

    private void pass(long millis) {
        now += millis;
        workers.forEach(worker -> worker.pass(now));
        while (!later.isEmpty() && later.peek().at() <= now) {
            later.remove().what().run();
        }
    }

    private void freeze() {
        SimulatedWorker worker = workers.stream()
                .filter(it -> !it.frozen && it.isAtABadPlace())
                .findFirst()
                .orElseGet(this::anyAwake);
        if (worker == null) {
            return;
        }
        worker.appendSome();
        freeze(worker);
        if (random.nextBoolean()) {
            takeOver();
        }
    }

    private void freeze(SimulatedWorker worker) {
        worker.freeze();
        long until = now + switch (random.nextInt(3)) {
            case 0 -> random.nextLong(1_000, 30_000);
            case 1 -> random.nextLong(40_000, 80_000);
            default -> random.nextLong(300_000, 1_500_000);
        };
        long from = now;
        // Never both: who sleeps and has its clock set back meanwhile cannot know how long it slept.
        int clocks = random.nextInt(4);
        at(until, () -> {
            if (worker.frozen) {
                worker.clock.stoodStill += clocks == 0 ? now - from : 0;
                worker.clock.wallOffset -= clocks == 1 ? now - from : 0;
                worker.resume();
            }
        });
    }

    /** An outcome that nobody expects any more comes while the unit's next claim is on its way. */
    private boolean meet() {
        for (SimulatedWorker claiming : workers) {
            for (SimulatedWorker late : workers) {
                if (claiming != late && !claiming.frozen && claiming.claims(late)) {
                    if (late.frozen) {
                        late.resume();
                    }
                    late.run(true);
                    if (random.nextBoolean()) {
                        freeze(claiming);
                    } else {
                        claiming.readLedger(true);
                        claiming.advance();
                        claiming.run(true);
                        adoptSafePoint(claiming);
                    }
                    return true;
                }
            }
        }
        return false;
    }

    private void crash(SimulatedWorker worker) {
        if (worker != null) {
            worker.crash();
            workers.remove(worker);
        }
    }

    /** Any worker, whoever believes to own the partition now; it starts from what is committed, or from the ledger. */
    private void takeOver() {
        workers.removeIf(worker -> worker.owner.isDone() && worker.isIdle());
        if (workers.size() == MOST_WORKERS) {
            crash(workers.getFirst());
        }
        if (progressIsSet && !calm && random.nextInt(4) == 0) {
            setProgress();
        }
        StartingPoint restored = ledger.lastProgress();
        boolean lost = random.nextInt(10) == 0;
        StartingPoint start = lost
                ? restored
                : new StartingPoint(committed.progress(), committed.safePoint(), committed.takeover(), feedCommitted);
        var clock = new SimulatedWorker.SimulatedClock(this);
        clock.wallOffset = random.nextLong(-500, 500);
        workers.add(new SimulatedWorker(this, new UUID(random.nextLong(), random.nextLong()), start, clock));
    }

    /** A person with a tool for consumer groups passes messages over. */
    private void setProgress() {
        long progress = Math.min(committed.progress() + random.nextInt(1, 5), log.end());
        committed = new Command.Commit(progress, committed.takeover(), committed.safePoint());
    }

    private SimulatedWorker any() {
        return workers.isEmpty() ? null : workers.get(random.nextInt(workers.size()));
    }

    private SimulatedWorker anyAwake() {
        SimulatedWorker worker = any();
        return worker == null || worker.frozen ? null : worker;
    }

    private static void ifPresent(SimulatedWorker worker, java.util.function.Consumer<SimulatedWorker> what) {
        if (worker != null) {
            what.accept(worker);
        }
    }

    /** All wake up, the last takes over, nothing goes wrong any more, until nothing happens. */
    private void settle() {
        calm = true;
        suspended = false;
        provider.failing = 0;
        commitsUnderWay.forEach(Runnable::run);
        workers.stream().filter(worker -> worker.frozen).forEach(SimulatedWorker::resume);
        replays.feedAll();
        takeOver();
        settle(workers.getLast());
        if (progressIsSet) {
            log.repair();
            replays.selectPassedOver("shop/passed-over/1", log.end());
            replays.feedAll();
            settle(workers.getLast());
        }
    }

    private void settle(SimulatedWorker last) {
        long quietSince = 0;
        for (int round = 0; round < CALM_ROUNDS; round++) {
            long before = ledger.end();
            List.copyOf(workers).forEach(worker -> worker.run(true));
            workers.removeIf(worker -> worker.owner.isDone() && worker.isIdle());
            boolean quiet = ledger.end() == before && workers.stream().allMatch(SimulatedWorker::isIdle);
            quietSince = quiet ? quietSince + 1 : 0;
            if (quietSince > 3 && ledger.reader.pending() == 0 && ledger.reader.claimed() == 0
                    && last.owner.progress() == log.end() && feedCommitted == replays.feed.size()) {
                adoptSafePoint(last);
                return;
            }
            pass(quietSince > 3 ? 15_000 : 700);
        }
        throw new Violation("not settled: %d pending, %d claimed, progress %d of %d, feed %d of %d, last %s".formatted(
                ledger.reader.pending(), ledger.reader.claimed(), last.owner.progress(), log.end(), feedCommitted,
                replays.feed.size(), last.owner.isOwner()));
    }

    /** If a checkpoint is under way it becomes the safe point, and is looked at. */
    private void adoptSafePoint(SimulatedWorker worker) {
        for (int i = 0; i < 4; i++) {
            pass(240_000);
            worker.run(true);
        }
    }
}
