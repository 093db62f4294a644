package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * One life of an owner in a process, and the Kafka clients around it: each thing can happen late, or not, but appends keep
 * their order.
 */
final class SimulatedWorker {

    static final Duration DEADLINE = Duration.ofSeconds(10);
    static final int CONCURRENCY = 4;

    private final SimulatedWorld world;
    private final SplittableRandom random;
    final SimulatedClock clock;
    private final RateLimits limits = new RateLimits(1);
    final PartitionOwner owner;
    private final UUID id;
    private final Deque<Command.Append> appends = new ArrayDeque<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final List<Sending> sendings = new ArrayList<>();
    private long ledgerPosition;
    private long logPosition;
    private long feedPosition;
    private boolean reading = true;
    private boolean sawForeignTakeover;
    boolean frozen;

    private static final class Sending {
        private final Command.Send send;
        private boolean begun;
        private boolean held;
        private long arrivesAt;
        private long endsAt;
        private SendResult result;

        Sending(Command.Send send) {
            this.send = send;
        }
    }

    SimulatedWorker(SimulatedWorld world, UUID id, StartingPoint start, SimulatedClock clock) {
        this.world = world;
        this.random = world.random;
        this.id = id;
        this.clock = clock;
        this.ledgerPosition = start.safePoint();
        this.logPosition = start.progress();
        this.feedPosition = start.feed();
        OwnerTerms terms = new OwnerTerms(id, "worker", "r1", "relay", new UUID(0, 1), Duration.ofSeconds(30), DEADLINE,
                Duration.ofSeconds(5), 6);
        this.owner = new PartitionOwner(terms, start, world.settings(), limits, world.rules,
                world.factsBetweenCheckpoints);
    }

    boolean isReading() {
        return reading;
    }

    /** To stop here is what the protocol is made for. */
    boolean isAtABadPlace() {
        return sendings.stream().anyMatch(sending -> !sending.begun)
                || appends.stream().anyMatch(append -> append.fact() instanceof Fact.CarriedForward);
    }

    /** Whether a claim is on its way of what the other is still sending. */
    boolean claims(SimulatedWorker other) {
        return !other.sendings.isEmpty() && appends.stream()
                .anyMatch(append -> append.fact() instanceof Fact.Claim claim
                        && other.sendings.stream()
                                .anyMatch(it -> it.begun && it.send.claim().unit().equals(claim.unit())));
    }

    /** Some of what could happen happens, in an order of chance. */
    void run(boolean everything) {
        for (int i = 0; i < 6; i++) {
            switch (everything ? i : random.nextInt(6)) {
                case 0 -> readLedger(everything);
                case 1 -> readLogAndFeed(everything);
                case 2 -> append(everything ? Integer.MAX_VALUE : random.nextInt(4));
                case 3 -> answer(everything ? Integer.MAX_VALUE : random.nextInt(4));
                case 4 -> runSends();
                default -> advance();
            }
        }
    }

    void advance() {
        if (!reading && owner.isDone()) {
            return;
        }
        owner.settings(world.settings());
        limits.advance(clock.moment(), world.rate(), owner.isOwner() ? 1 : 0, owner.unsent());
        owner.advance(clock.moment(), world.slots(this)).forEach(this::carryOut);
    }

    boolean isIdle() {
        return appends.isEmpty() && answers.isEmpty() && sendings.isEmpty();
    }

    /** Takes whatever the world decides that is still lost or done of what is under way. */
    void freeze() {
        frozen = true;
        sendings.stream()
                .filter(sending -> sending.begun && sending.result == null)
                .forEach(sending -> sending.held = random.nextBoolean());
    }

    void resume() {
        frozen = false;
        for (Sending sending : sendings) {
            if (sending.held) {
                sending.held = false;
                boolean inTime = world.now < sending.endsAt;
                if (!inTime && random.nextInt(4) != 0) {
                    sending.result = new SendResult.Ambiguous("deadline");
                } else {
                    sending.result = world.provider.arrives(sending.send.claim(), !inTime, random);
                }
            }
        }
    }

    /** The process is gone; what is in sockets may arrive. */
    void crash() {
        appendSome();
        long now = world.now;
        sendings.stream()
                .filter(sending -> sending.begun && sending.result == null && !sending.held && random.nextBoolean())
                .forEach(sending -> world.at(Math.max(now, sending.arrivesAt),
                        () -> world.provider.arrives(sending.send.claim(), false, random)));
        reading = false;
        sendings.clear();
        appends.clear();
        answers.clear();
    }

    /** The producer gives up on an append that was written, or was not; those behind it may still be written. */
    void failAppend() {
        Command.Append append = appends.poll();
        if (append != null) {
            if (random.nextBoolean()) {
                world.ledger.append(world.instant(), append.fact());
            }
            answers.add(() -> owner.appendFailed(append.number(), "timeout"));
        }
    }

    /** What is due by now arrives, each at its own time, whatever the process does in between. */
    void pass(long now) {
        for (Sending sending : sendings) {
            if (sending.begun && sending.result == null && !sending.held && sending.arrivesAt <= now) {
                sending.result = world.provider.arrives(sending.send.claim(), false, random);
            }
        }
    }

    /** What is in sockets goes on. */
    void appendSome() {
        append(random.nextInt(appends.size() + 1));
    }

    void readLedger(boolean everything) {
        int most = everything ? Integer.MAX_VALUE : random.nextInt(8);
        for (int i = 0; i < most && reading && ledgerPosition < world.ledger.end(); i++) {
            SimulatedLedger.Entry entry = world.ledger.at(ledgerPosition++);
            if (entry.fact() instanceof Fact.Takeover takeover && !takeover.owner().equals(id) && owner.isOwner()) {
                sawForeignTakeover = true;
            }
            owner.ledger(entry.offset(), entry.at(), entry.fact());
        }
    }

    private void readLogAndFeed(boolean everything) {
        int most = everything ? Integer.MAX_VALUE : random.nextInt(4);
        for (int i = 0; i < most && reading && owner.wantsLog() && logPosition < world.log.end(); i++) {
            owner.log(world.log.at(logPosition++));
        }
        if (reading && logPosition == world.log.end()) {
            owner.logExhausted();
        }
        for (int i = 0; i < most && reading && owner.wantsFeed() && feedPosition < world.replays.feed.size(); i++) {
            owner.feed(feedPosition, world.replays.feed.get((int) feedPosition++));
        }
    }

    private void append(int most) {
        for (int i = 0; i < most && !appends.isEmpty(); i++) {
            Command.Append append = appends.remove();
            world.ledger.append(world.instant(), append.fact());
            answers.add(() -> owner.appended(append.number()));
        }
    }

    private void answer(int most) {
        for (int i = 0; i < most && !answers.isEmpty(); i++) {
            answers.remove().run();
        }
    }

    private void runSends() {
        for (Iterator<Sending> all = sendings.iterator(); all.hasNext();) {
            Sending sending = all.next();
            Fact.Claim claim = sending.send.claim();
            if (!sending.begun) {
                if (sending.send.lease().holds(clock.moment())) {
                    begin(sending);
                } else {
                    all.remove();
                    answers.add(() -> owner.notSent(claim.id(), "lease"));
                }
            } else if (sending.result != null && (world.now >= sending.endsAt || random.nextBoolean())) {
                all.remove();
                answers.add(() -> owner.sent(claim.id(), sending.result));
            }
        }
    }

    private void begin(Sending sending) {
        world.provider.begins(sending.send.claim());
        sending.begun = true;
        boolean slow = random.nextInt(5) == 0;
        sending.arrivesAt = world.now + (slow ? random.nextLong(DEADLINE.toMillis()) : random.nextLong(50));
        sending.endsAt = world.now + DEADLINE.toMillis();
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Append append -> {
                Violation.unless(!sawForeignTakeover || !(append.fact() instanceof Fact.OfOwner),
                        "an owner speaks as owner after it has seen another: %s", append.fact());
                appends.add(append);
            }
            case Command.Send send -> sendings.add(new Sending(send));
            case Command.ReadLog read -> answers.add(() -> owner.body(world.log.at(read.offset())));
            case Command.ReadLedger read -> answers.add(() -> {
                for (long offset = read.from(); offset < read.to(); offset++) {
                    SimulatedLedger.Entry entry = world.ledger.at(offset);
                    owner.history(offset, entry.at(), entry.fact());
                }
                owner.historyRead();
            });
            case Command.Quarantine quarantine -> {
                long offset = quarantine.entry().offset();
                world.at(world.now + random.nextLong(10_000), () -> answers.add(() -> {
                    world.quarantine.add(offset);
                    answers.add(() -> owner.quarantined(offset));
                }));
            }
            case Command.Commit commit -> world.commit(commit);
            case Command.CommitFeed commit -> world.commit(commit);
            case Command.Resign resign -> reading = false;
        }
    }

    /** What a worker sees of time: a wall clock that steps, a monotonic clock that may stand still. */
    static final class SimulatedClock {
        private final SimulatedWorld world;
        long wallOffset;
        long stoodStill;

        SimulatedClock(SimulatedWorld world) {
            this.world = world;
        }

        Moment moment() {
            return new Moment(Instant.ofEpochMilli(world.now + wallOffset), (world.now - stoodStill) * 1_000_000);
        }
    }

}
