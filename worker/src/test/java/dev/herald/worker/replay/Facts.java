package dev.herald.worker.replay;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.Labels;
import dev.herald.worker.ledger.Labels.Attachments;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.provider.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A partition of a ledger as tests write it: one fact a second from noon on, all by the owner that begins it. */
final class Facts {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final List<Entry> entries = new ArrayList<>();
    private Instant now = NOON;
    private long takeover;
    private String provider = "relay";
    private String revision = "r1";

    /** A fact and when the broker took it; its offset is its place in the list. */
    record Entry(Instant at, Fact fact) {}

    /** Hears facts with their offsets. */
    interface Reader {
        void apply(long offset, Instant at, Fact fact);
    }

    Facts() {
        takeover();
    }

    /** Another owner from here on. */
    Facts takeover() {
        takeover = entries.size();
        return add(new Fact.Takeover(new UUID(7, takeover), "sender-0", "r1"));
    }

    Facts later(Duration time) {
        now = now.plus(time);
        return this;
    }

    Facts by(String newProvider, String newRevision) {
        provider = newProvider;
        revision = newRevision;
        return this;
    }

    /** Message {@code m-<offset>}, accepted at noon plus as many seconds, with an invoice's tag; even ones have attachments. */
    static Labels labels(long offset) {
        return new Labels("/shop", "m-" + offset, NOON.plusSeconds(offset),
                offset % 2 == 0 ? Attachments.YES : Attachments.NO, List.of("invoice"), "json-v1");
    }

    /** The claim of this attempt, whoever makes it. */
    static ClaimId id(Unit unit, int attempt) {
        return new ClaimId(unit.offset() * 1_000 + unit.recipient(), attempt);
    }

    Facts claim(Unit unit, int attempt, String job) {
        return claim(unit, attempt, job, 1, takeover);
    }

    Facts claim(Unit unit, int attempt, String job, int of, long citing) {
        return claim(unit, attempt, job, of, citing, end());
    }

    /** By an owner that had read the ledger up to this offset. */
    Facts claimSeeing(long view, Unit unit, int attempt, String job) {
        return claim(unit, attempt, job, 1, takeover, view);
    }

    private Facts claim(Unit unit, int attempt, String job, int of, long citing, long view) {
        return add(new Fact.Claim(citing, view, unit, attempt, id(unit, attempt), of, provider, revision, job, now,
                labels(unit.offset())));
    }

    Facts accepted(Unit unit, int attempt) {
        return add(new Fact.Accepted(unit, attempt, id(unit, attempt), "ok", now));
    }

    Facts failed(Unit unit, int attempt, FailureKind kind) {
        return add(
                new Fact.Failed(unit, attempt, id(unit, attempt), kind, Optional.empty(), "552", "no attachments",
                        now));
    }

    Facts failed(Unit unit, int attempt) {
        return failed(unit, attempt, FailureKind.CONTENT);
    }

    Facts failedForNow(Unit unit, int attempt) {
        return add(new Fact.Failed(unit, attempt, id(unit, attempt), FailureKind.NETWORK,
                Optional.of(now.plusSeconds(5)), "", "connection refused", now));
    }

    Facts ambiguous(Unit unit, int attempt) {
        return add(new Fact.Ambiguous(unit, attempt, id(unit, attempt), Optional.empty(), "timeout", now));
    }

    Facts resolvedUnknown(Unit unit, int attempt) {
        return add(new Fact.ResolvedUnknown(takeover, unit, attempt, id(unit, attempt), Optional.empty()));
    }

    Facts notSent(Unit unit, int attempt) {
        return add(new Fact.NotSent(unit, attempt, id(unit, attempt), "suspended"));
    }

    Facts listed(Unit unit, Fact.Listed.Reason reason) {
        return add(new Fact.Listed(takeover, unit, reason, "", "text: is missing", labels(unit.offset())));
    }

    Facts skipped(Unit unit, int attempt, String job, Fact.Skipped.Reason reason) {
        return add(new Fact.Skipped(takeover, unit, attempt, job, reason));
    }

    Facts carried(Unit unit, Fact.CarriedForward.State state, int attempt) {
        return add(new Fact.CarriedForward(takeover, takeover, unit, state, attempt, Instant.EPOCH, ClaimId.NONE, 1,
                provider, revision, "", labels(unit.offset()).withoutIdentity()));
    }

    /** Sent once and refused for good. */
    Facts refused(Unit unit) {
        return claim(unit, 1, "").failed(unit, 1);
    }

    Facts add(Fact fact) {
        entries.add(new Entry(now, fact));
        now = now.plusSeconds(1);
        return this;
    }

    Instant now() {
        return now;
    }

    /** The offset of the next fact. */
    long end() {
        return entries.size();
    }

    long owner() {
        return takeover;
    }

    void read(long from, Reader reader) {
        for (int offset = (int) from; offset < entries.size(); offset++) {
            Entry entry = entries.get(offset);
            reader.apply(offset, entry.at(), entry.fact());
        }
    }
}
