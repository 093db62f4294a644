package dev.herald.worker.delivery;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.SendResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** An owner beside a ledger in which all works at once, unless a test holds it back. */
final class DrivenOwner {

    static final Instant START = Instant.parse("2026-11-23T08:00:00Z");
    static final UUID ID = new UUID(7, 9);
    static final OwnerTerms TERMS = new OwnerTerms(ID, "worker-1", "r1", "relay", new UUID(0, 1),
            Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), 4);
    private static final int SLOTS_OF_FEED = 1;

    final RateLimits limits = new RateLimits(1);
    final PartitionOwner owner;
    final List<Fact> ledger = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    private final Deque<Command.Append> appends = new ArrayDeque<>();
    private Optional<Rate> rate = Optional.empty();
    private Instant wall = START;
    private long monotonicMillis;
    private int slots = 4;
    private long read;

    DrivenOwner() {
        this(new StartingPoint(0, 0, Reducer.UNKNOWN_TAKEOVER, 0), List.of());
    }

    DrivenOwner(StartingPoint start, List<Fact> before) {
        owner = new PartitionOwner(TERMS, start, settings(false, OnUnknown.Resend), limits);
        ledger.addAll(before);
        read = start.safePoint();
    }

    static DeliverySettings settings(boolean suspended, OnUnknown onUnknown) {
        return new DeliverySettings(suspended, new DeliveryPolicy(3, DeliveryPolicy.BackoffPolicy.Exponential,
                Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofHours(72)), onUnknown, 25, Optional.empty());
    }

    /** Until nothing more happens: facts are appended, acknowledged and read back. */
    DrivenOwner settle() {
        do {
            advance();
            appendAll();
            readAll();
        } while (advance() > 0 || !appends.isEmpty());
        return this;
    }

    /** @return the number of commands */
    int advance() {
        limits.advance(moment(), rate, owner.isOwner() ? 1 : 0, owner.unsent());
        Demand held = owner.demand();
        List<Command> asked = owner.advance(moment(),
                new Slots(slots - held.slots(), SLOTS_OF_FEED - held.feed(), false, false));
        for (Command command : asked) {
            if (command instanceof Command.Append append) {
                appends.add(append);
            }
        }
        commands.addAll(asked);
        return asked.size();
    }

    void appendAll() {
        List<Command.Append> acknowledged = new ArrayList<>(appends);
        appends.clear();
        acknowledged.forEach(append -> ledger.add(append.fact()));
        acknowledged.forEach(append -> owner.appended(append.number()));
    }

    void failAppend() {
        owner.appendFailed(appends.remove().number(), "timeout");
    }

    void readAll() {
        for (; read < ledger.size(); read++) {
            owner.ledger(read, wall, ledger.get((int) read));
        }
    }

    /** Somebody else appends. */
    DrivenOwner foreign(Fact fact) {
        ledger.add(fact);
        return this;
    }

    DrivenOwner pass(Duration time) {
        return pass(time, time);
    }

    DrivenOwner pass(Duration onTheWall, Duration monotonic) {
        wall = wall.plus(onTheWall);
        monotonicMillis += monotonic.toMillis();
        return this;
    }

    Instant now() {
        return wall;
    }

    Moment moment() {
        return new Moment(wall, monotonicMillis * 1_000_000);
    }

    void rate(Rate now) {
        rate = Optional.of(now);
    }

    void slots(int free) {
        slots = free;
    }

    DrivenOwner log(Entry entry) {
        owner.log(entry);
        return this;
    }

    DrivenOwner body(Entry entry) {
        owner.body(entry);
        return settle();
    }

    DrivenOwner feed(long offset, FeedRecord record) {
        owner.feed(offset, record);
        return this;
    }

    List<Command.Send> sends() {
        return asked(Command.Send.class).toList();
    }

    Command.Send lastSend() {
        return sends().getLast();
    }

    DrivenOwner answer(SendResult result) {
        owner.sent(lastSend().claim().id(), result);
        return settle();
    }

    <C extends Command> Stream<C> asked(Class<C> type) {
        return commands.stream().filter(type::isInstance).map(type::cast);
    }

    <F extends Fact> List<F> facts(Class<F> type) {
        return ledger.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <F extends Fact> F last(Class<F> type) {
        return facts(type).getLast();
    }

    static Fact.Takeover takeover(int number) {
        return new Fact.Takeover(new UUID(number, number), "other-" + number, "r1");
    }

    static Fact.Claim claim(long takeover, Unit unit, int attempt, int id, String job) {
        return new Fact.Claim(takeover, takeover + 1, unit, attempt, new ClaimId(1, id), 1, "relay", "r1", job, START,
                labels("m" + unit.offset()));
    }

    static Labels labels(String id) {
        return new Labels("shop", id, START, Labels.Attachments.NO, List.of(), "json-v1");
    }

    static Entry message(long offset) {
        return new Entry(offset, true, labels("m" + offset),
                new LogEntry.Decoded(1, Optional.empty(), Optional.empty()));
    }

    /** A record of the log as a test wants it. */
    record Entry(long offset, boolean addressed, Labels labels, Content content) implements LogEntry {

        Entry unaddressed() {
            return new Entry(offset, false, labels, content);
        }

        Entry withId(String id) {
            return new Entry(offset, addressed, DrivenOwner.labels(id), content);
        }

        Entry undecodable() {
            return new Entry(offset, addressed, labels, new Undecodable("subject: not a string"));
        }

        Entry to(int recipients) {
            return new Entry(offset, addressed, labels,
                    new Decoded(recipients, Optional.empty(), Optional.empty()));
        }

        Entry notBefore(Instant time) {
            return new Entry(offset, addressed, labels, new Decoded(1, Optional.of(time), Optional.empty()));
        }

        Entry notAfter(Instant time) {
            return new Entry(offset, addressed, labels, new Decoded(1, Optional.empty(), Optional.of(time)));
        }
    }
}
