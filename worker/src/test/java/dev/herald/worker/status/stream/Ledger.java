package dev.herald.worker.status.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;

/** A partition of a ledger as tests write it: one fact a second from noon on. */
final class Ledger {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Instant LATER = NOON.plusSeconds(3_600);

    final List<Fact> facts = new ArrayList<>();
    private long takeover;
    private long claims;

    Ledger() {
        takeover();
    }

    static Instant time(long offset) {
        return NOON.plusSeconds(offset);
    }

    Ledger takeover() {
        takeover = facts.size();
        return add(new Fact.Takeover(new UUID(0, takeover), "sender-0", "r1"));
    }

    private Ledger add(Fact fact) {
        facts.add(fact);
        return this;
    }

    static Labels labels(long message) {
        return new Labels("/shop", "m-" + message, NOON, Labels.Attachments.NO, List.of("invoice"), "json-v1");
    }

    Ledger claim(long message, int attempt) {
        return claim(message, attempt, "");
    }

    Ledger claim(long message, int attempt, String job) {
        return add(new Fact.Claim(takeover, facts.size(), new Unit(message, 0), attempt, new ClaimId(7, ++claims), 1,
                "relay", "r1", job, NOON, labels(message)));
    }

    /** The latest claim. */
    ClaimId last() {
        return new ClaimId(7, claims);
    }

    Ledger accepted(long message, int attempt) {
        return accepted(message, attempt, last());
    }

    Ledger accepted(long message, int attempt, ClaimId claim) {
        return add(new Fact.Accepted(new Unit(message, 0), attempt, claim, "queued as 4f for jane@example.org", NOON));
    }

    Ledger failed(long message, int attempt, Optional<Instant> next) {
        return add(new Fact.Failed(new Unit(message, 0), attempt, last(), FailureKind.CONTENT, next, "552",
                "552 too large", NOON));
    }

    Ledger ambiguous(long message, int attempt, Optional<Instant> next) {
        return add(new Fact.Ambiguous(new Unit(message, 0), attempt, last(), next, "no answer within 10 s", NOON));
    }

    Ledger notSent(long message, int attempt) {
        return add(new Fact.NotSent(new Unit(message, 0), attempt, last(), "suspended"));
    }

    Ledger resolved(long message, int attempt, Optional<Instant> next) {
        return add(new Fact.ResolvedUnknown(takeover, new Unit(message, 0), attempt, last(), next));
    }

    Ledger deferred(long message) {
        return add(new Fact.Deferred(takeover, new Unit(message, 0), LATER, labels(message)));
    }

    Ledger listed(Unit unit, Fact.Listed.Reason reason, Labels labels) {
        return add(new Fact.Listed(takeover, unit, reason, "", "text: is not UTF-8", labels));
    }

    Ledger carriedClaim(long message, int attempt, long view) {
        Labels labels = labels(message).withoutIdentity();
        return add(new Fact.CarriedForward(takeover, view, new Unit(message, 0),
                Fact.CarriedForward.State.CLAIMED, attempt, Instant.EPOCH, new ClaimId(7, ++claims), 1, "relay", "r1",
                "", labels));
    }
}
