package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitSet;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of units since the selection of the feeds under way. Mostly the reducer remembers as much; of a feed that
 * began earlier the ledger is read again, once, and nothing is forgotten until the feeds have been silent for a while.
 */
final class FeedMemory {

    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final Ownership ownership;
    private final long takenInByOthers;
    private Reducer earlier;
    private UnitSet spokenOf;
    private long from = Long.MAX_VALUE;
    private boolean reading;
    private Moment lastUsed;

    /** @param progress where this owner began to take the log in */
    FeedMemory(Ownership ownership, long progress) {
        this.ownership = ownership;
        this.takenInByOthers = progress;
        ownership.reducer.selectableBelow(progress);
    }

    /** Whether all facts from this ledger offset on are known; if not, they are asked for. */
    boolean knowsSince(long selected) {
        lastUsed = ownership.now();
        if (!ownership.hold(Rule.FEED_KNOWS_ALL_SINCE_SELECTED)) {
            return true;
        }
        if (reading) {
            return false;
        }
        long known = ownership.reducer.knowsSelectableFrom();
        if (selected < from) {
            from = selected;
            ownership.reducer.keepFactsFrom(from);
            if (selected < known) {
                reading = true;
                earlier = new Reducer(from, Reducer.UNKNOWN_TAKEOVER, ownership.rules);
                earlier.keepFactsFrom(0);
                spokenOf = new UnitSet();
                ownership.ask(new Command.ReadLedger(from, known));
            }
        }
        return !reading;
    }

    void history(long offset, Instant appendedAt, Fact fact) {
        if (reading) {
            earlier.apply(offset, appendedAt, fact);
            if (fact instanceof Fact.OfUnit of && !(fact instanceof Fact.Skipped)) {
                spokenOf.add(of.unit());
            }
        }
    }

    void historyRead() {
        reading = false;
    }

    UnitState state(Unit unit) {
        UnitState state = ownership.state(unit);
        return state.is(Status.UNSEEN) && earlier != null ? earlier.state(unit) : state;
    }

    /**
     * Whether a unit has certainly not been attempted by anyone, if no fact spoke of it when it was selected. What this owner
     * takes in itself is never in doubt; of the rest, the reducer forgets nothing that it does not admit to.
     */
    boolean isUntouched(Unit unit) {
        Unit whole = Unit.whole(unit.offset());
        return unit.offset() < takenInByOthers && state(unit).is(Status.UNSEEN) && state(whole).is(Status.UNSEEN)
                && (spokenOf == null || !spokenOf.contains(unit) && !spokenOf.contains(whole));
    }

    void advance(boolean feedIsIdle) {
        if (from != Long.MAX_VALUE && feedIsIdle && !reading
                && ownership.now().monotonicSince(lastUsed).compareTo(SILENCE) > 0) {
            from = Long.MAX_VALUE;
            earlier = null;
            spokenOf = null;
            ownership.reducer.keepFactsFrom(Long.MAX_VALUE);
        }
    }
}
