package dev.herald.worker.replay;

import dev.herald.worker.config.ReplayConfig.Outcome;
import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Reducer;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitNumbers;
import dev.herald.worker.ledger.UnitState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a replay is to ask for in one partition of a ledger: facts in, wishes out. Keeps what is selected, and beside it only
 * what the reducer remembers.
 */
final class Selection {

    private final Scope scope;
    private final Reducer reducer;
    private final UnitNumbers attempts = new UnitNumbers();
    private final Set<Unit> replayed = new HashSet<>();
    private final Set<Unit> named = new HashSet<>();

    /** @param from the ledger offset of the first fact that will be applied */
    Selection(Scope scope, long from) {
        this.scope = scope;
        // Of what was accepted late the lean one no longer knows what kind of message it was; nothing else asks for that.
        this.reducer = scope.selector().outcomes().contains(Outcome.Accepted)
                ? new Reducer(from, Reducer.UNKNOWN_TAKEOVER)
                : Reducer.lean(from);
    }

    void apply(long offset, Instant at, Fact fact) {
        if (scope.isByName()) {
            rememberNamed(fact);
        }
        switch (reducer.apply(offset, at, fact)) {
            case Effect.Settled settled when scope.selects(settled.now(), fact, time(settled.unit(), at)) ->
                attempts.put(settled.unit(), settled.now().attempt());
            case Effect.Settled settled -> attempts.remove(settled.unit());
            case Effect.BecamePending pending -> attempts.remove(pending.unit());
            case Effect.Claimed claimed -> claimed(claimed.unit(), claimed.now());
            case Effect.Carried _,Effect.TakenOver _,Effect.Void _,Effect.Noted _ -> {
                // Says nothing new of a unit.
            }
        }
    }

    private void claimed(Unit unit, UnitState claimed) {
        if (attempts.remove(unit) && !claimed.origin().job().isEmpty()) {
            replayed.add(unit);
        }
        // Another replay has released the message: its recipients are on their own from here on.
        attempts.remove(Unit.whole(unit.offset()));
    }

    // What a replay could not put right is still of its incident, however late that was.
    private Instant time(Unit unit, Instant at) {
        return replayed.contains(unit) ? scope.from() : at;
    }

    // The reducer keeps what classifies a message, not its identity.
    private void rememberNamed(Fact fact) {
        Labels labels = switch (fact) {
            case Fact.Claim claim -> claim.labels();
            case Fact.Listed listed -> listed.labels();
            default -> null;
        };
        if (labels != null && scope.names(labels)) {
            named.add(((Fact.OfUnit) fact).unit());
        }
    }

    /** What failed and stands so after all that was applied, in the order of the log. */
    List<Wish> wishes() {
        var wishes = new ArrayList<Wish>(attempts.size());
        attempts.forEach((unit, attempt) -> {
            if (!scope.isByName() || named.contains(unit)) {
                wishes.add(new Wish(unit, (int) attempt));
            }
        });
        wishes.sort(Wish.IN_ORDER_OF_THE_LOG);
        return wishes;
    }

    /** Ledger offset of the current takeover, or {@link Reducer#UNKNOWN_TAKEOVER}. */
    long takeover() {
        return reducer.takeover();
    }
}
