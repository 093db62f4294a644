package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Claims of earlier owners without an outcome: given up as Unknown when none of their sends can still begin or be under way. */
final class ForeignClaims {

    private final Ownership ownership;
    private final Map<Unit, ClaimId> claims = new LinkedHashMap<>();

    ForeignClaims(Ownership ownership) {
        this.ownership = ownership;
    }

    void add(Unit unit, ClaimId claim) {
        claims.put(unit, claim);
    }

    void advance() {
        if (claims.isEmpty() || !isTimeToGiveUp()) {
            return;
        }
        claims.forEach(this::giveUp);
        claims.clear();
    }

    private boolean isTimeToGiveUp() {
        Duration owned = ownership.now().monotonicSince(ownership.since());
        return owned.compareTo(ownership.terms.waitingPeriod()) > 0 || !ownership.hold(Rule.WAIT_BEFORE_UNKNOWN);
    }

    private void giveUp(Unit unit, ClaimId claim) {
        UnitState state = ownership.state(unit);
        if (state.is(Status.CLAIMED) && state.claim().equals(claim)) {
            ownership.decide(new Fact.ResolvedUnknown(ownership.takeover(), unit, state.attempt(), claim,
                    new Backoff(ownership.settings()).afterUnknown(ownership.wall(), state.attempt(),
                            state.origin().job())));
        }
    }
}
