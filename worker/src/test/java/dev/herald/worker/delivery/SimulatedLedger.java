package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One partition of a ledger, and a reader that has read all of it, forgets nothing and keeps all rules. */
final class SimulatedLedger {

    final Reducer reader = new Reducer(0, Reducer.UNKNOWN_TAKEOVER);
    final Map<ClaimId, Held> claims = new HashMap<>();
    final Set<Long> quarantined = new HashSet<>();
    final Set<Answer> answers = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<Long, UUID> owners = new HashMap<>();
    private final Map<UUID, Integer> unknown = new HashMap<>();
    private final Set<Unit> givenUp = new HashSet<>();
    private Fact.Progress lastProgress;

    record Entry(long offset, Instant at, Fact fact) {}

    /** A replay's wish was fulfilled or passed over. */
    record Answer(String job, Unit unit) {}

    /** What became of a claim that counted. */
    static final class Held {
        final Fact.Claim claim;
        boolean givenUp;
        boolean maybe;

        Held(Fact.Claim claim) {
            this.claim = claim;
        }
    }

    SimulatedLedger() {
        reader.keepUnitsFrom(0);
    }

    long end() {
        return entries.size();
    }

    Entry at(long offset) {
        return entries.get((int) offset);
    }

    void append(Instant at, Fact fact) {
        long offset = entries.size();
        entries.add(new Entry(offset, at, fact));
        Effect effect = reader.apply(offset, at, fact);
        boolean counts = !(effect instanceof Effect.Void);
        switch (fact) {
            case Fact.Takeover f -> owners.put(offset, f.owner());
            case Fact.Claim f when counts -> {
                claims.put(f.id(), new Held(f));
                answers.add(new Answer(f.job(), f.unit()));
            }
            case Fact.NotSent f when claims.containsKey(f.claim()) -> claims.get(f.claim()).givenUp |= counts;
            case Fact.ResolvedUnknown f when counts && claims.containsKey(f.claim()) -> resolved(claims.get(f.claim()));
            case Fact.Ambiguous f when claims.containsKey(f.claim()) -> claims.get(f.claim()).maybe = true;
            case Fact.Listed f when counts && f.reason() == Fact.Listed.Reason.QUARANTINED ->
                quarantined.add(f.unit().offset());
            case Fact.Skipped f when counts -> {
                answers.add(new Answer(f.job(), f.unit()));
                if (f.reason() == Fact.Skipped.Reason.EXPIRED || f.reason() == Fact.Skipped.Reason.STALE) {
                    givenUp.add(f.unit());
                }
            }
            case Fact.Progress f when counts -> lastProgress = f;
            default -> {
            }
        }
    }

    /** Nobody attempted it in time, and no replay may any more. */
    boolean isGivenUp(Unit unit) {
        return givenUp.contains(unit);
    }

    UnitState state(Unit unit) {
        return reader.state(unit);
    }

    /** What a lost commit is restored from. */
    StartingPoint lastProgress() {
        if (lastProgress == null) {
            return new StartingPoint(0, 0, Reducer.UNKNOWN_TAKEOVER, 0);
        }
        long takeover = owners.keySet()
                .stream()
                .filter(at -> at < lastProgress.safePoint())
                .mapToLong(at -> at)
                .max()
                .orElse(Reducer.UNKNOWN_TAKEOVER);
        return new StartingPoint(lastProgress.next(), lastProgress.safePoint(), takeover, 0);
    }

    /** Unknown after a kill is at most the concurrency. */
    void unknownIsAtMost(int concurrency) {
        unknown.forEach((owner, count) -> Violation.unless(count <= concurrency,
                "%d claims of owner %s are unknown, its concurrency is %d", count, owner, concurrency));
    }

    /** Who starts to read at a safe point knows what the one knows who has read everything. */
    void agreesWithReaderFrom(long progress, long takeover, long safePoint) {
        Reducer late = new Reducer(safePoint, takeover);
        late.keepUnitsFrom(progress);
        for (long offset = safePoint; offset < end(); offset++) {
            late.apply(offset, at(offset).at(), at(offset).fact());
        }
        reader.forEach((unit, truth) -> {
            UnitState known = late.state(unit);
            if (truth.isOpen()) {
                Violation.unless(isSame(truth, known), "unit %s is %s, but for a reader from %d %s", unit, truth,
                        safePoint, known);
            } else if (unit.offset() >= progress) {
                Violation.unless(known.isSettled() && known.is(Status.ACCEPTED) == truth.is(Status.ACCEPTED),
                        "unit %s above progress %d is %s, but for a reader from %d %s", unit, progress, truth,
                        safePoint, known);
            } else {
                Violation.unless(!known.isOpen(), "unit %s is %s, but for a reader from %d %s", unit, truth, safePoint,
                        known);
            }
        });
    }

    private static boolean isSame(UnitState a, UnitState b) {
        return a.status() == b.status() && a.attempt() == b.attempt() && a.dueMillis() == b.dueMillis()
                && (a.is(Status.PENDING) || a.claim().equals(b.claim()))
                && a.origin().job().equals(b.origin().job()) && a.acceptedMillis() == b.acceptedMillis();
    }

    private void resolved(Held held) {
        held.givenUp = true;
        held.maybe = true;
        unknown.merge(owners.get(held.claim.takeover()), 1, Integer::sum);
    }
}
