package dev.herald.worker.status.scaling;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;

/** What flows through one partition of a channel's ledger, for {@link ScalingFigures}. Replays are left out, but for completions. */
public final class LedgerFlow {

    // As many as units are open, of which the reducer knows more.
    private final SecondCounts retries = new SecondCounts(Integer.MAX_VALUE);
    private final SecondCounts deferred = new SecondCounts(Integer.MAX_VALUE);
    private final SecondCounts completions = new SecondCounts(Integer.MAX_VALUE);
    private final TreeMap<Long, Integer> later = new TreeMap<>();
    // Pending units that are due at once have no time but this.
    private long dueUntil;
    private long due;
    private long claimed;
    private long takenIn;

    /**
     * Takes in a change.
     *
     * @param time
     *            when it was appended, in milliseconds since 1970
     */
    public void changed(Fact fact, Effect.Change change, long time) {
        UnitState now = change.now();
        count(change.before(), -1);
        count(now, 1);
        complete(fact, time);
        if (isOfReplay(now)) {
            return;
        }
        takenIn = Math.max(takenIn, change.unit().offset() + 1);
        // What was not sent is due at once, as it was before.
        if (now.is(Status.PENDING) && now.dueMillis() > 0) {
            (now.attempt() == 1 ? deferred : retries).add(now.dueMillis(), time);
        }
    }

    private void complete(Fact fact, long time) {
        if (fact instanceof Fact.Accepted || fact instanceof Fact.Failed || fact instanceof Fact.Ambiguous) {
            completions.add(time, time);
        }
    }

    private void count(UnitState state, int change) {
        if (isOfReplay(state)) {
            return;
        }
        if (state.is(Status.CLAIMED)) {
            claimed += change;
        } else if (state.is(Status.PENDING) && state.dueMillis() <= dueUntil) {
            due += change;
        } else if (state.is(Status.PENDING)) {
            later.merge(state.dueMillis(), change, (one, other) -> one + other == 0 ? null : one + other);
        }
    }

    private static boolean isOfReplay(UnitState state) {
        return !state.origin().job().isEmpty();
    }

    /** One above the highest log offset of which the ledger has anything. */
    public long takenIn() {
        return takenIn;
    }

    /**
     * As of a time; the next one may not be earlier.
     *
     * @param oldest
     *            when the first of the units that are due and were never attempted was due
     */
    public LedgerFigures figures(Instant at, Optional<Instant> oldest) {
        Map<Long, Integer> passed = later.headMap(at.toEpochMilli(), true);
        due += passed.values().stream().mapToLong(Integer::longValue).sum();
        passed.clear();
        dueUntil = Math.max(dueUntil, at.toEpochMilli());
        Optional<Instant> next = later.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(later.firstKey()));
        return new LedgerFigures(new Due(claimed + due, oldest, next), retries.sumBefore(at), deferred.before(at),
                completions.sumBefore(at));
    }
}
