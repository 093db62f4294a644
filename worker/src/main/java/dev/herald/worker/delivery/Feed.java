package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Fact.Skipped;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** What replays ask for: each unit is claimed if the attempt is its next one, or a fact says why not. */
final class Feed implements Claimant {

    private final Ownership ownership;
    private final OwnClaims claims;
    private final Bodies bodies;
    private final FeedMemory memory;
    private final Deque<Wish> open = new ArrayDeque<>();
    private final Queue<Wish> fresh = new ArrayDeque<>();
    private final Deque<Wish> ready = new ArrayDeque<>();
    private final Map<Decision, Queue<Wish>> decided = new HashMap<>();
    private long position;

    /** A fact on its way to be read back. */
    private record Decision(String job, Unit unit) {}

    private static final class Wish {
        private final long position;
        private final FeedRecord record;
        private final Queue<Unit> units = new ArrayDeque<>();
        private LogEntry entry;
        private boolean expanded;
        private int awaited;

        Wish(long position, FeedRecord record) {
            this.position = position;
            this.record = record;
        }

        boolean isDone() {
            return expanded && units.isEmpty() && awaited == 0;
        }
    }

    Feed(Ownership ownership, OwnClaims claims, Bodies bodies, FeedMemory memory, long position) {
        this.ownership = ownership;
        this.claims = claims;
        this.bodies = bodies;
        this.memory = memory;
        this.position = position;
    }

    /** The lowest feed offset not yet dealt with. */
    long position() {
        return position;
    }

    boolean isIdle() {
        return open.isEmpty();
    }

    boolean wantsMore() {
        return open.size() < ownership.terms.ahead();
    }

    void add(long offset, FeedRecord record) {
        if (offset >= position) {
            Wish wish = new Wish(offset, record);
            open.add(wish);
            fresh.add(wish);
        }
    }

    /** An own claim was read. */
    void readBack(Fact.Claim claim, boolean holds) {
        readBack(new Decision(claim.job(), claim.unit()), holds);
    }

    /** An own fact that passes over a wish was read. */
    void readBack(Skipped skipped) {
        readBack(new Decision(skipped.job(), skipped.unit()), true);
    }

    private void readBack(Decision decision, boolean holds) {
        Queue<Wish> wishes = decided.get(decision);
        if (wishes == null) {
            return;
        }
        Wish wish = wishes.remove();
        if (wishes.isEmpty()) {
            decided.remove(decision);
        }
        wish.awaited--;
        if (!holds) {
            wish.units.add(decision.unit());
            ready.add(wish);
        }
        passDone();
    }

    @Override
    public void readAhead() {
        while (!fresh.isEmpty() && memory.knowsSince(fresh.peek().record.selected())) {
            readBody(fresh.remove());
        }
    }

    /** What is still being read holds back no live work. */
    @Override
    public boolean waits() {
        return !ready.isEmpty();
    }

    @Override
    public boolean claimOne() {
        for (int tries = ready.size(); tries > 0; tries--) {
            Wish wish = ready.remove();
            boolean claimed = claimOne(wish);
            if (!wish.units.isEmpty()) {
                ready.add(wish);
            }
            if (claimed) {
                return true;
            }
        }
        passDone();
        return false;
    }

    private void readBody(Wish wish) {
        bodies.want(wish.record.unit().offset(), new Bodies.Waiting() {
            @Override
            public void body(LogEntry entry) {
                wish.entry = entry;
                ready.add(wish);
            }

            @Override
            public void gone() {
                ready.add(wish);
            }
        });
    }

    private boolean claimOne(Wish wish) {
        if (!wish.expanded) {
            expand(wish);
        }
        for (int tries = wish.units.size(); tries > 0; tries--) {
            Unit unit = wish.units.remove();
            if (ownership.isAwaited(unit)) {
                wish.units.add(unit);
                continue;
            }
            UnitState state = memory.state(unit);
            if (isSentBySameJob(wish.record, state)) {
                continue;
            }
            Skipped.Reason reason = whyNot(wish, unit, state);
            if (reason == null && isDeferred(wish, unit)) {
                reason = Skipped.Reason.ATTEMPT_TAKEN;
            }
            if (reason == null) {
                decided(wish, unit);
                claim(wish, unit, state);
                return true;
            }
            skip(wish, unit, reason);
        }
        return false;
    }

    private void expand(Wish wish) {
        Unit unit = wish.record.unit();
        wish.expanded = true;
        if (!unit.isWhole()) {
            wish.units.add(unit);
        } else if (wish.record.isFirst() && !memory.isUntouched(unit)
                && ownership.hold(Rule.FEED_ASKS_FIRST_FOR_THE_UNTOUCHED)) {
            skip(wish, unit, Skipped.Reason.ATTEMPT_TAKEN);
        } else if (wish.entry != null && wish.entry.content() instanceof LogEntry.Decoded content) {
            for (int i = 0; i < content.recipients(); i++) {
                wish.units.add(new Unit(unit.offset(), i));
            }
        } else {
            skip(wish, unit, wish.entry == null ? Skipped.Reason.EXPIRED : Skipped.Reason.UNDECODABLE);
        }
    }

    private static boolean isSentBySameJob(FeedRecord record, UnitState state) {
        int reached = state.is(Status.CLAIMED) || state.is(Status.PENDING) ? state.attempt() : state.attempt() - 1;
        return !state.claim().equals(ClaimId.NONE) && state.origin().job().equals(record.job())
                && reached >= record.attempt();
    }

    private Skipped.Reason whyNot(Wish wish, Unit unit, UnitState state) {
        if (state.is(Status.ACCEPTED)) {
            return Skipped.Reason.ALREADY_ACCEPTED;
        }
        boolean isNext = state.is(Status.UNSEEN) || state.attempt() == wish.record.attempt();
        if (state.isOpen() || !isNext && ownership.hold(Rule.FEED_ASKS_FOR_THE_NEXT_ATTEMPT)) {
            return Skipped.Reason.ATTEMPT_TAKEN;
        }
        if (wish.record.isFirst() && !memory.isUntouched(unit)
                && ownership.hold(Rule.FEED_ASKS_FIRST_FOR_THE_UNTOUCHED)) {
            return Skipped.Reason.ATTEMPT_TAKEN;
        }
        if (wish.entry == null) {
            return Skipped.Reason.EXPIRED;
        }
        if (wish.record.isFirst() && ownership.recent.isRepetition(wish.entry.offset(), wish.entry.labels())) {
            return Skipped.Reason.ATTEMPT_TAKEN;
        }
        if (new Expiry(ownership).isTooOld(wish.entry.labels().accepted().toEpochMilli())) {
            return Skipped.Reason.STALE;
        }
        return switch (wish.entry.content()) {
            case LogEntry.Decoded content when new Expiry(ownership).isPast(content.expiresAt()) ->
                Skipped.Reason.EXPIRED;
            case LogEntry.Decoded content when unit.recipient() < content.recipients() -> null;
            default -> Skipped.Reason.UNDECODABLE;
        };
    }

    /** What was never attempted and is due later is taken in now, and sent as any other then. */
    private boolean isDeferred(Wish wish, Unit unit) {
        Optional<Instant> due = wish.record.isFirst()
                ? ((LogEntry.Decoded) wish.entry.content()).deliverAfter()
                        .filter(time -> time.isAfter(ownership.wall()))
                : Optional.empty();
        due.ifPresent(time -> ownership
                .decide(new Fact.Deferred(ownership.takeover(), unit, time, wish.entry.labels())));
        return due.isPresent();
    }

    private void claim(Wish wish, Unit unit, UnitState state) {
        int attempt = state.is(Status.UNSEEN) ? wish.record.attempt() : state.attempt();
        int recipients = ((LogEntry.Decoded) wish.entry.content()).recipients();
        claims.claim(unit, attempt, recipients, wish.record.job(), wish.entry);
    }

    private void skip(Wish wish, Unit unit, Skipped.Reason reason) {
        decided(wish, unit);
        ownership.append(
                new Skipped(ownership.takeover(), unit, wish.record.attempt(), wish.record.job(), reason));
    }

    /** A feeder that was killed may have asked twice: facts are read back in the order they were made. */
    private void decided(Wish wish, Unit unit) {
        wish.awaited++;
        decided.computeIfAbsent(new Decision(wish.record.job(), unit), decision -> new ArrayDeque<>()).add(wish);
    }

    private void passDone() {
        for (Wish lowest = open.peek(); lowest != null && lowest.isDone(); lowest = open.peek()) {
            open.remove();
            position = lowest.position + 1;
        }
    }
}
