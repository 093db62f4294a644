package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import dev.herald.worker.provider.SendResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Where messages arrive, and are counted. */
final class SimulatedProvider {

    private final SimulatedLedger ledger;
    private final Map<Attempt, ClaimId> sends = new HashMap<>();
    private final Map<Unit, List<Taken>> taken = new HashMap<>();
    int failing;
    int sent;

    private record Attempt(Unit unit, int attempt) {}

    /** A message the provider has taken; {@code late} by a process that stood still inside the send. */
    private record Taken(ClaimId claim, boolean late) {}

    SimulatedProvider(SimulatedLedger ledger) {
        this.ledger = ledger;
    }

    /** The last look before the first byte: the claim counts. */
    void begins(Fact.Claim claim) {
        SimulatedLedger.Held held = ledger.claims.get(claim.id());
        Violation.unless(held != null, "a send begins on a claim that does not hold: %s", claim);
        Violation.unless(!held.givenUp, "a send begins on a claim that was given up: %s", claim);
    }

    /** The message is there. */
    SendResult arrives(Fact.Claim claim, boolean late, SplittableRandom random) {
        sent++;
        if (!late) {
            Violation.unless(!ledger.claims.get(claim.id()).givenUp,
                    "a message arrives on a claim that was given up: %s",
                    claim);
            ClaimId other = sends.putIfAbsent(new Attempt(claim.unit(), claim.attempt()), claim.id());
            Violation.unless(other == null, "attempt %d of unit %s is sent twice: %s and %s", claim.attempt(),
                    claim.unit(), other, claim.id());
        }
        int fate = random.nextInt(100);
        if (fate < failing) {
            return new SendResult.Failed(FailureKind.values()[random.nextInt(5)], random.nextInt(5) == 0, "451",
                    "no", java.util.Optional.empty());
        }
        boolean knows = fate < 95;
        boolean takes = knows || fate < 98;
        if (takes) {
            take(claim, late);
        }
        return knows ? new SendResult.Accepted("ok") : new SendResult.Ambiguous("no answer");
    }

    /** Whether the unit was delivered at all. */
    boolean hasTaken(Unit unit) {
        return taken.containsKey(unit);
    }

    private void take(Fact.Claim claim, boolean late) {
        List<Taken> earlier = taken.computeIfAbsent(claim.unit(), unit -> new ArrayList<>());
        for (Taken one : earlier) {
            Violation.unless(late || one.late() || ledger.claims.get(one.claim()).maybe,
                    "unit %s is delivered twice, and %s is not listed as unknown", claim.unit(), one.claim());
        }
        earlier.add(new Taken(claim.id(), late));
    }
}
