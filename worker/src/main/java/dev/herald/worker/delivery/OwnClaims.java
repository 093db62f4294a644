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
    private final RateLimits limits;
    private final Map<ClaimId, OwnClaim> claims = new LinkedHashMap<>();
    private final Map<Long, ClaimId> outcomes = new HashMap<>();
    private final Queue<OwnClaim> live = new ArrayDeque<>();
    private final Queue<OwnClaim> ofReplays = new ArrayDeque<>();
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

        boolean isOfReplay() {
            return !fact.job().isEmpty();
        }

        boolean isUnsent() {
            return phase == Phase.APPENDED || phase == Phase.HOLDS;
        }
    }

    OwnClaims(Ownership ownership, RateLimits limits) {
        this.ownership = ownership;
        this.limits = limits;
    }

    int slots() {
        return claims.size();
    }

    /** Those of them that hold what was claimed for a replay. */
    int slotsOfReplays() {
        return slotsOfReplays;
    }

    Unsent unsent() {
        Unsent unsent = Unsent.NONE;
        for (OwnClaim claim : claims.values()) {
            if (claim.isUnsent()) {
                int ofReplay = claim.isOfReplay() ? 1 : 0;
                unsent = unsent.plus(new Unsent(1 - ofReplay, ofReplay, claim.phase == Phase.HOLDS ? 1 : 0));
            }
        }
        return unsent;
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
        slotsOfReplays += claim.isOfReplay() ? 1 : 0;
        limits.of(job).claimed();
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
            (claim.isOfReplay() ? ofReplays : live).add(claim);
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
        sendHeld(live, limits.live(), maySend);
        sendHeld(ofReplays, limits.feed(), maySend);
        for (Runnable report = reports.poll(); report != null; report = reports.poll()) {
            report.run();
        }
    }

    // In the order of the claims, so that no lease of those behind the first ends before its own.
    private void sendHeld(Queue<OwnClaim> held, RateLimit limit, boolean maySend) {
        while (!held.isEmpty() && (isDecided(held.peek(), maySend) || isSent(held.peek(), limit))) {
            held.remove();
        }
    }

    /** Whether it will not be sent. */
    private boolean isDecided(OwnClaim claim, boolean maySend) {
        if (claim.phase != Phase.HOLDS) {
            return true;
        }
        if (!stillHolds(claim.fact)) {
            free(claim.fact.id());
            return true;
        }
        if (maySend && lease(claim).holds(ownership.now())) {
            return false;
        }
        giveUp(claim, maySend ? "the lease ended before the claim was read back, or might be sent" : "suspended");
        return true;
    }

    /** Whether it waits no longer for the rate limit. */
    private boolean isSent(OwnClaim claim, RateLimit limit) {
        boolean sent = limit.take();
        if (sent) {
            send(claim);
        }
        return sent;
    }

    /** What is not yet being sent never will be. */
    void giveUpUnsent(String reason) {
        for (OwnClaim claim : List.copyOf(claims.values())) {
            if (claim.isUnsent()) {
                giveUp(claim, reason);
            }
        }
    }

    private void free(ClaimId id) {
        OwnClaim claim = claims.remove(id);
        slotsOfReplays -= claim != null && claim.isOfReplay() ? 1 : 0;
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
