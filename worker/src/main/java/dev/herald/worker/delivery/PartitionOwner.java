package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Effect;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
import dev.herald.worker.ledger.Rule;
import dev.herald.worker.ledger.Rules;
import dev.herald.worker.ledger.Unit;
import dev.herald.worker.ledger.UnitState;
import dev.herald.worker.ledger.UnitState.Status;
import dev.herald.worker.provider.SendResult;
import java.time.Instant;
import java.util.List;

/**
 * The owner of one partition of one channel, as a state machine for one thread: tell it what happened, then call
 * {@link #advance}, and carry out what it returns, in order. It asks for its takeover with the first advance, sends
 * nothing before it has read that back, and is never used again once it has resigned and {@link #isDone}.
 *
 * <p>It needs the ledger from {@link StartingPoint#safePoint} on, each record once and in order; the log from
 * {@link StartingPoint#progress} on while {@link #wantsLog}; the feed while {@link #wantsFeed}.
 */
public final class PartitionOwner {

    private static final int FACTS_BETWEEN_CHECKPOINTS = 10_000;

    private final Ownership ownership;
    private final OwnClaims claims;
    private final ForeignClaims foreign;
    private final Bodies bodies;
    private final Quarantine quarantine;
    private final Intake intake;
    private final FeedMemory memory;
    private final Feed feed;
    private final Checkpoints checkpoints;
    private final Commits commits;
    private final Claimants claimants;
    private boolean begun;
    private boolean leaving;
    private boolean resigned;

    /** @param limits of the sender, shared by its owners, whose every round begins there */
    public PartitionOwner(OwnerTerms terms, StartingPoint start, DeliverySettings settings, RateLimits limits) {
        this(terms, start, settings, limits, Rules.ALL, FACTS_BETWEEN_CHECKPOINTS);
    }

    /** For simulations, which take single rules out, and have little time. */
    PartitionOwner(OwnerTerms terms, StartingPoint start, DeliverySettings settings, RateLimits limits, Rules rules,
            int factsBetweenCheckpoints) {
        ownership = new Ownership(terms, rules, start, settings);
        claims = new OwnClaims(ownership, limits);
        foreign = new ForeignClaims(ownership);
        bodies = new Bodies(ownership);
        quarantine = new Quarantine(ownership);
        intake = new Intake(ownership, claims, quarantine, start.progress());
        memory = new FeedMemory(ownership, start.progress());
        feed = new Feed(ownership, claims, bodies, memory, start.feed());
        checkpoints = new Checkpoints(ownership, intake, start, factsBetweenCheckpoints);
        commits = new Commits(ownership, intake, checkpoints, feed);
        claimants = new Claimants(limits, new Retries(ownership, claims, bodies, quarantine), intake,
                new Retries(ownership, claims, bodies, quarantine), feed);
        ownership.reducer.keepUnitsFrom(start.progress());
    }

    public void settings(DeliverySettings settings) {
        ownership.settings(settings);
    }

    /** The next record of the ledger, own or foreign. */
    public void ledger(long offset, Instant appendedAt, Fact fact) {
        if (resigned) {
            return;
        }
        ownership.position(offset + 1);
        boolean knows = ownership.isTaken() || ownership.hold(Rule.READ_UP_TO_THE_TAKEOVER)
                || fact instanceof Fact.Takeover;
        Effect effect = knows ? ownership.reducer.apply(offset, appendedAt, fact) : new Effect.Noted();
        if (fact instanceof Fact.Takeover takeover) {
            takenOver(offset, takeover);
        }
        if (effect instanceof Effect.Change change) {
            changed(change, fact);
        }
        if (ownership.isTaken() && fact instanceof Fact.OfOwner own && own.takeover() == ownership.takeover()) {
            ownership.readBack(fact);
            readBack(fact, effect);
        }
        if (fact instanceof Fact.OfUnit of) {
            intake.read(of.unit());
        }
        checkpoints.read(!(fact instanceof Fact.CarriedForward) && !(fact instanceof Fact.Progress));
    }

    /** A record asked for by {@link Command.ReadLedger}, in order. */
    public void history(long offset, Instant appendedAt, Fact fact) {
        memory.history(offset, appendedAt, fact);
    }

    /** All records asked for by {@link Command.ReadLedger} were told. */
    public void historyRead() {
        memory.historyRead();
    }

    /** The next record of the log. */
    public void log(LogEntry entry) {
        intake.add(entry);
    }

    /** All the log holds now was told. Lets the window of duplicates move on while no messages come. */
    public void logExhausted() {
        intake.exhausted();
        checkpoints.logExhausted();
    }

    /** A record asked for by {@link Command.ReadLog}. */
    public void body(LogEntry entry) {
        bodies.body(entry);
    }

    /** The log no longer holds the record asked for by {@link Command.ReadLog}. */
    public void bodyGone(long offset) {
        bodies.gone(offset);
    }

    /** The next record of the feed. */
    public void feed(long offset, FeedRecord record) {
        feed.add(offset, record);
    }

    /** {@link Command.Append} is acknowledged by all in-sync replicas. */
    public void appended(long number) {
        claims.settled(number);
    }

    /** {@link Command.Append} failed for good: it may be in the ledger or not. Ends the ownership. */
    public void appendFailed(long number, String error) {
        claims.settled(number);
        resign("the ledger did not take a fact: " + error);
    }

    /** {@link Command.Quarantine} is acknowledged. */
    public void quarantined(long logOffset) {
        quarantine.written(logOffset);
    }

    /** The provider was called. A provider that throws is {@link SendResult.Ambiguous}. */
    public void sent(ClaimId claim, SendResult result) {
        claims.sent(claim, result);
    }

    /** The provider was not called, and will not be. */
    public void notSent(ClaimId claim, String reason) {
        claims.notSent(claim, reason);
    }

    /** Give the partition up in good order: nothing new is begun, {@link Command.Resign} follows when all is written. */
    public void leave() {
        leaving = true;
    }

    /** Give the partition up at once: the ledger cannot be read, a topic is not the one it was. */
    public void resign(String reason) {
        if (!resigned) {
            ownership.lose();
            claims.giveUpUnsent(reason);
            end(reason);
        }
    }

    /**
     * Decides what comes next.
     *
     * @param now
     *            both clocks, read for this call
     * @param slots
     *            how many more sends may be under way; claims take theirs at once, see {@link #demand}
     */
    public List<Command> advance(Moment now, Slots slots) {
        ownership.now(now);
        if (!begun && !resigned && !leaving) {
            begun = true;
            OwnerTerms terms = ownership.terms;
            ownership.append(new Fact.Takeover(terms.owner(), terms.worker(), terms.revision()));
        }
        if (leaving) {
            claims.giveUpUnsent("leaving");
        }
        claims.advance(isOwner() && !leaving && !ownership.settings().suspended());
        if (leaving) {
            finish();
        } else if (isOwner()) {
            own(slots);
        }
        return ownership.drain();
    }

    /** Slots held by claims whose outcome is not yet acknowledged, and whether more would be claimed if there were more. */
    public Demand demand() {
        boolean claiming = isOwner() && !leaving && !ownership.settings().suspended();
        return new Demand(claims.slots() - claims.slotsOfReplays(), claims.slotsOfReplays(),
                claiming && claimants.liveWaits() ? 1 : 0, claiming && claimants.replayedWaits() ? 1 : 0);
    }

    /** Claims that are not yet being sent. */
    public Unsent unsent() {
        return claims.unsent();
    }

    /** Whether more log records are welcome; otherwise pause. */
    public boolean wantsLog() {
        return !resigned && !leaving && intake.wantsMore();
    }

    /** Whether more feed records are welcome; otherwise pause. */
    public boolean wantsFeed() {
        return !resigned && !leaving && feed.wantsMore();
    }

    /** Whether it has read its own takeover back and still owns the partition. */
    public boolean isOwner() {
        return ownership.isTaken() && !resigned;
    }

    /** Whether it has resigned, and no send is under way and no outcome unwritten. */
    public boolean isDone() {
        return resigned && claims.slots() == 0;
    }

    /** The lowest log offset not yet taken in. */
    public long progress() {
        return intake.progress();
    }

    /** Units that wait for a retry or a due time. */
    public int pending() {
        return ownership.reducer.pending();
    }

    /** Own claims that did not hold when read back, and those given up because of lease or suspension. */
    public long claimsGivenUp() {
        return claims.givenUp();
    }

    private void own(Slots slots) {
        foreign.advance();
        if (!ownership.settings().suspended()) {
            claimants.claim(slots);
        }
        memory.advance(feed.isIdle());
        ownership.reducer.keepUnitsFrom(intake.progress());
        checkpoints.advance();
        commits.advance();
    }

    private void finish() {
        if (!resigned && claims.slots() == 0) {
            if (isOwner()) {
                commits.close();
            }
            end("left");
        }
    }

    private void end(String reason) {
        resigned = true;
        ownership.ask(new Command.Resign(reason));
    }

    private void takenOver(long offset, Fact.Takeover takeover) {
        if (takeover.owner().equals(ownership.terms.owner())) {
            ownership.taken(offset);
        } else if (ownership.isTaken() && ownership.hold(Rule.RESIGN_ON_A_FOREIGN_TAKEOVER)) {
            resign("taken over by " + takeover.worker() + ", revision " + takeover.revision());
        }
    }

    private void changed(Effect.Change change, Fact fact) {
        Unit unit = change.unit();
        UnitState now = change.now();
        if (now.is(Status.PENDING)) {
            claimants.add(unit, now);
        } else if (now.is(Status.CLAIMED) && !claims.isOwn(now.claim())) {
            foreign.add(unit, now.claim());
        }
        switch (fact) {
            case Fact.Claim f -> ownership.recent.add(unit.offset(), f.labels(), ownership.reducer.ledgerMillis());
            case Fact.Deferred f -> ownership.recent.add(unit.offset(), f.labels(), ownership.reducer.ledgerMillis());
            default -> {
            }
        }
    }

    private void readBack(Fact fact, Effect effect) {
        switch (fact) {
            case Fact.Claim claim -> {
                boolean holds = effect instanceof Effect.Claimed;
                claims.readBack(claim, effect);
                feed.readBack(claim, holds);
                if (!holds) {
                    checkpoints.claimWasVoid();
                    claimants.addAgain(claim.unit(), ownership.state(claim.unit()));
                    intake.addAgain(claim.unit());
                }
            }
            case Fact.Skipped skipped -> feed.readBack(skipped);
            default -> {
            }
        }
    }
}
