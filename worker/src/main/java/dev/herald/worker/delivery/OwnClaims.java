package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.provider.SendResult;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/** The owner's claims, each from its append until its outcome is acknowledged; it takes a slot all that time. */
final class OwnClaims {

    private final Ownership ownership;
    private final Map<ClaimId, OwnClaim> claims = new LinkedHashMap<>();
    private final Map<Long, ClaimId> outcomes = new HashMap<>();
    private final Queue<OwnClaim> readBack = new ArrayDeque<>();
    private final Queue<Runnable> reports = new ArrayDeque<>();
    private int slotsOfReplays;
    private long made;
    private long givenUp;

    private enum Phase {
        APPENDED, HOLDS, SENDING, ENDED
    }

    private static final class OwnClaim {
        private final Fact.Claim fact;
        private final LogEntry entry;
        private final Moment from;
        private Phase phase = Phase.APPENDED;

        OwnClaim(Fact.Claim fact, LogEntry entry, Moment from) {
            this.fact = fact;
            this.entry = entry;
            this.from = from;
        }
    }

    OwnClaims(Ownership ownership) {
        this.ownership = ownership;
    }

    int slots() {
        return claims.size();
    }

    /** Those of them that hold what was claimed for a replay. */
    int slotsOfReplays() {
        return slotsOfReplays;
    }

    long givenUp() {
        return givenUp;
    }

    boolean isOwn(ClaimId id) {
        return id.high() == upperHalf();
    }

    /** Takes a slot and claims the unit. */
    void claim(Unit unit, int attempt, int of, String job, LogEntry entry) {
        OwnerTerms terms = ownership.terms;
        Labels labels = entry.labels();
        Fact.Claim fact = new Fact.Claim(ownership.takeover(), ownership.position(), unit, attempt,
                new ClaimId(upperHalf(), ++made), of,
                terms.provider(), terms.revision(), job, ownership.wall(), labels);
        OwnClaim claim = new OwnClaim(fact, entry, ownership.now());
        claims.put(fact.id(), claim);
        slotsOfReplays += job.isEmpty() ? 0 : 1;
        ownership.decide(fact);
        if (!ownership.hold(Rule.READ_THE_CLAIM_BACK)) {
            send(claim);
        }
    }

    /** An own claim was read, and this is what it did. */
    void readBack(Fact.Claim fact, Effect effect) {
        OwnClaim claim = claims.get(fact.id());
        if (claim == null || claim.phase != Phase.APPENDED) {
            return;
        }
        if (effect instanceof Effect.Claimed) {
            claim.phase = Phase.HOLDS;
            readBack.add(claim);
        } else {
            givenUp++;
            free(fact.id());
        }
    }

    void sent(ClaimId id, SendResult result) {
        reports.add(() -> end(id, claim -> outcome(claim, result)));
    }

    void notSent(ClaimId id, String reason) {
        reports.add(() -> {
            givenUp++;
            end(id, claim -> notSent(claim, reason));
        });
    }

    /** Frees the slot if this was an outcome. Of an outcome that failed to be written nobody will know more. */
    void settled(long append) {
        ClaimId id = outcomes.remove(append);
        if (id != null) {
            free(id);
        }
    }

    /** Sends what may be sent, appends what is known. */
    void advance(boolean maySend) {
        for (OwnClaim claim = readBack.poll(); claim != null; claim = readBack.poll()) {
            if (claim.phase != Phase.HOLDS) {
                continue;
            }
            if (!stillHolds(claim.fact)) {
                free(claim.fact.id());
            } else if (maySend && lease(claim).holds(ownership.now())) {
                send(claim);
            } else {
                giveUp(claim, maySend ? "the lease ended before the claim was read back" : "suspended");
            }
        }
        for (Runnable report = reports.poll(); report != null; report = reports.poll()) {
            report.run();
        }
    }

    /** What is not yet being sent never will be. */
    void giveUpUnsent(String reason) {
        for (OwnClaim claim : List.copyOf(claims.values())) {
            if (claim.phase == Phase.APPENDED || claim.phase == Phase.HOLDS) {
                giveUp(claim, reason);
            }
        }
    }

    private void free(ClaimId id) {
        OwnClaim claim = claims.remove(id);
        slotsOfReplays -= claim == null || claim.fact.job().isEmpty() ? 0 : 1;
    }

    private boolean stillHolds(Fact.Claim fact) {
        UnitState state = ownership.state(fact.unit());
        return state.is(Status.CLAIMED) && state.claim().equals(fact.id());
    }

    private void send(OwnClaim claim) {
        claim.phase = Phase.SENDING;
        ownership.ask(new Command.Send(claim.fact, claim.entry, lease(claim)));
    }

    private Lease lease(OwnClaim claim) {
        return new Lease(claim.from, ownership.terms.lease(), ownership.rules);
    }

    private void giveUp(OwnClaim claim, String reason) {
        givenUp++;
        append(claim, notSent(claim.fact, reason));
    }

    private void end(ClaimId id, Function<Fact.Claim, Fact.EndOfClaim> outcome) {
        OwnClaim claim = claims.get(id);
        if (claim != null && claim.phase == Phase.SENDING) {
            append(claim, outcome.apply(claim.fact));
        }
    }

    private void append(OwnClaim claim, Fact.EndOfClaim end) {
        claim.phase = Phase.ENDED;
        outcomes.put(ownership.append(end), claim.fact.id());
    }

    private static Fact.NotSent notSent(Fact.Claim claim, String reason) {
        return new Fact.NotSent(claim.unit(), claim.attempt(), claim.id(), reason);
    }

    private Fact.EndOfClaim outcome(Fact.Claim claim, SendResult result) {
        Backoff backoff = new Backoff(ownership.settings());
        return switch (result) {
            case SendResult.Accepted r ->
                new Fact.Accepted(claim.unit(), claim.attempt(), claim.id(), r.reference(), ownership.wall());
            case SendResult.Failed r -> new Fact.Failed(claim.unit(), claim.attempt(), claim.id(), r.kind(),
                    backoff.afterFailure(ownership.wall(), claim.attempt(), claim.job(), r.permanent(), r.retryAfter()),
                    r.code(), r.error(), ownership.wall());
            case SendResult.Ambiguous r -> new Fact.Ambiguous(claim.unit(), claim.attempt(), claim.id(),
                    backoff.afterUnknown(ownership.wall(), claim.attempt(), claim.job()), r.error(), ownership.wall());
        };
    }

    private long upperHalf() {
        return ownership.terms.owner().getLeastSignificantBits();
    }
}
