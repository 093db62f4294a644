package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/** What is pending: when it is due its message is read again, and the unit claimed. */
final class Retries implements Claimant {

    private final Ownership ownership;
    private final OwnClaims claims;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final Timers timers = new Timers();
    private final Set<Unit> underWay = new HashSet<>();
    private final Queue<Due> ready = new ArrayDeque<>();

    private record Due(Unit unit, LogEntry entry) {}

    Retries(Ownership ownership, OwnClaims claims, Bodies bodies, Quarantine quarantine) {
        this.ownership = ownership;
        this.claims = claims;
        this.bodies = bodies;
        this.quarantine = quarantine;
    }

    /** The unit waits. Told for each time it begins to wait; older times are forgotten when they come. */
    void add(Unit unit, UnitState pending) {
        timers.add(pending.dueMillis(), unit);
    }

    /** A claim of the unit did not count. */
    void addAgain(Unit unit) {
        if (isOpen(unit)) {
            add(unit, ownership.state(unit));
        }
    }

    @Override
    public boolean waits() {
        return !underWay.isEmpty();
    }

    @Override
    public boolean claimOne() {
        for (Due due = ready.poll(); due != null; due = ready.poll()) {
            underWay.remove(due.unit());
            if (isOpen(due.unit()) && claim(due.unit(), due.entry())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void readAhead() {
        long now = ownership.wall().toEpochMilli();
        while (underWay.size() < ownership.terms.ahead() && !timers.isEmpty() && timers.firstDue() <= now) {
            Unit unit = timers.removeFirst();
            UnitState state = ownership.state(unit);
            if (!isOpen(unit) || state.dueMillis() > now || underWay.contains(unit)) {
                continue;
            }
            if (new Expiry(ownership).isTooOld(state.acceptedMillis())) {
                list(unit, Listed.Reason.EXPIRED, "timeToLive");
                continue;
            }
            underWay.add(unit);
            bodies.want(unit.offset(), new Bodies.Waiting() {
                @Override
                public void body(LogEntry entry) {
                    ready.add(new Due(unit, entry));
                }

                @Override
                public void gone() {
                    underWay.remove(unit);
                    if (isOpen(unit)) {
                        list(unit, Listed.Reason.EXPIRED, "the log no longer holds the message");
                    }
                }
            });
        }
    }

    private boolean claim(Unit unit, LogEntry entry) {
        UnitState state = ownership.state(unit);
        return switch (entry.content()) {
            case LogEntry.Undecodable content -> {
                quarantine.add(entry, unit, content.error());
                yield false;
            }
            case LogEntry.Decoded content when new Expiry(ownership).isPast(content.expiresAt()) -> {
                list(unit, Listed.Reason.EXPIRED, "expiresAt");
                yield false;
            }
            case LogEntry.Decoded content -> {
                claims.claim(unit, state.attempt(), content.recipients(), state.origin().job(), entry);
                yield true;
            }
        };
    }

    private boolean isOpen(Unit unit) {
        return ownership.state(unit).is(Status.PENDING) && !ownership.isAwaited(unit);
    }

    private void list(Unit unit, Listed.Reason reason, String text) {
        UnitState state = ownership.state(unit);
        Labels labels = state.labels();
        ownership.decide(new Listed(ownership.takeover(), unit, reason, state.origin().job(), text, labels));
    }
}
