package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Effect.BecamePending;
import dev.herald.worker.ledger.Effect.Carried;
import dev.herald.worker.ledger.Effect.Claimed;
import dev.herald.worker.ledger.Effect.Noted;
import dev.herald.worker.ledger.Effect.TakenOver;
import dev.herald.worker.ledger.Effect.Void;
import dev.herald.worker.ledger.Effect.Void.Why;
import dev.herald.worker.ledger.Fact.Accepted;
import dev.herald.worker.ledger.Fact.CarriedForward;
import dev.herald.worker.ledger.Fact.Claim;
import dev.herald.worker.ledger.Fact.Deferred;
import dev.herald.worker.ledger.Fact.EndOfClaim;
import dev.herald.worker.ledger.Fact.Listed;
import dev.herald.worker.ledger.Fact.Progress;
import dev.herald.worker.ledger.Fact.Skipped;
import dev.herald.worker.ledger.Fact.Takeover;
import dev.herald.worker.ledger.UnitState.Status;
import java.time.Instant;
import java.util.function.BiConsumer;

/**
 * Reads one partition of a ledger, fact by fact, and knows what they mean: one reducer, the same in sender, replay and
 * status worker. Settled units are forgotten after 10 minutes of ledger time; a unit that is open takes some 150 bytes.
 */
public final class Reducer {

    /** The current takeover at the start of reading is not known: the highest one cited is taken for it. */
    public static final long UNKNOWN_TAKEOVER = -1;

    private final Rules rules;
    private final KnownUnits units;
    private final EarlyEnds earlyEnds = new EarlyEnds();
    private final Window window = new Window();
    private final long from;
    private final Origins origins = new Origins();
    private long takeover;
    private boolean takeoverAssumed;

    /**
     * @param from
     *            the ledger offset of the first fact that will be applied
     * @param takeover
     *            ledger offset of the takeover that is current at {@code from}, or {@link #UNKNOWN_TAKEOVER}
     */
    public Reducer(long from, long takeover) {
        this(from, takeover, Rules.ALL);
    }

    /** For simulations, which take single rules out. */
    public Reducer(long from, long takeover, Rules rules) {
        this(from, takeover, rules, new UnitStates.Whole());
    }

    /**
     * Decides the same, but knows of a settled unit no more than it takes to do so: for who is content with the effects of
     * facts, and reads many. What an effect says of a settled unit {@code before} is its status, accepted or not, and attempt.
     */
    public static Reducer lean(long from) {
        return new Reducer(from, UNKNOWN_TAKEOVER, Rules.ALL, new LeanStates(false));
    }

    /**
     * Gives the same effects, for who reads on and on and asks for nothing else: of a unit that was accepted at once, to which
     * nothing can happen any more, it remembers that alone.
     */
    public static Reducer ofEffects(long from, long takeover) {
        return new Reducer(from, takeover, Rules.ALL, new LeanStates(true));
    }

    private Reducer(long from, long takeover, Rules rules, UnitStates states) {
        this.rules = rules;
        this.units = new KnownUnits(from, states);
        this.takeover = takeover;
        this.takeoverAssumed = takeover == UNKNOWN_TAKEOVER;
        this.from = from;
    }

    /**
     * @param offset
     *            of the record in the ledger; must rise
     * @param appendedAt
     *            the broker's time of it
     */
    public Effect apply(long offset, Instant appendedAt, Fact fact) {
        window.read(offset, appendedAt.toEpochMilli());
        units.forget(window, offset);
        earlyEnds.forget(window);
        if (fact instanceof Fact.OfOwner says && !isCurrent(says.takeover())) {
            return new Void(Why.NOT_CURRENT);
        }
        return switch (fact) {
            case Takeover t -> {
                takeover = offset;
                takeoverAssumed = false;
                yield new TakenOver(offset);
            }
            case Claim claim -> claim(offset, claim);
            case Accepted accepted -> accepted(offset, accepted);
            case EndOfClaim end -> end(offset, end);
            case Deferred deferred -> deferred(offset, deferred);
            case Listed listed -> listed(offset, listed);
            case CarriedForward carried -> carried(offset, carried);
            case Progress p -> new Noted();
            case Skipped s -> new Noted();
        };
    }

    /** The current takeover's ledger offset, or {@link #UNKNOWN_TAKEOVER}. */
    public long takeover() {
        return takeover;
    }

    /** {@link UnitState#UNSEEN} if nothing is known of it, or it is settled and forgotten. */
    public UnitState state(Unit unit) {
        return units.get(unit);
    }

    /** Goes through all units that are not forgotten, in no order. */
    public void forEach(BiConsumer<Unit, UnitState> each) {
        units.forEach(each);
    }

    /** The number of units that wait for a due time. */
    public int pending() {
        return units.pending();
    }

    /** The number of units under a claim without outcome. */
    public int claimed() {
        return units.claimed();
    }

    /** The broker's time of the latest fact, in milliseconds since 1970. */
    public long ledgerMillis() {
        return window.latestMillis();
    }

    /**
     * From this ledger offset on no fact is missing about a unit that a replay can have selected: what is
     * {@link UnitState#UNSEEN} now has not changed since. Rises as units are forgotten.
     */
    public long knowsSelectableFrom() {
        return units.selectableFrom();
    }

    /** Units of messages at or above this log offset are not forgotten. */
    public void keepUnitsFrom(long logOffset) {
        units.keepUnitsFrom(logOffset);
    }

    /** Units that changed at or after this ledger offset, and can have been selected by a replay, are not forgotten. */
    public void keepFactsFrom(long ledgerOffset) {
        units.keepFactsFrom(ledgerOffset);
    }

    /**
     * Of messages below this log offset, which others have taken in, a replay can have selected any unit: as one that nobody
     * has attempted. Of those at or above it only what was settled as something else than accepted at once.
     */
    public void selectableBelow(long logOffset) {
        units.selectableBelow(logOffset);
    }

    private boolean isCurrent(long cited) {
        if (takeoverAssumed && cited > takeover) {
            takeover = cited;
        }
        return cited == takeover || !rules.hold(Rule.CITE_THE_CURRENT_TAKEOVER);
    }

    private Effect claim(long offset, Claim claim) {
        UnitState before = state(claim.unit());
        if (!window.contains(claim.view()) && rules.hold(Rule.CLAIM_ONLY_SINCE_THE_VIEW)) {
            return new Void(Why.VIEW_TOO_OLD);
        }
        if (before.is(Status.ACCEPTED) && rules.hold(Rule.NEVER_CLAIM_THE_ACCEPTED)) {
            return new Void(Why.ALREADY_ACCEPTED);
        }
        if (before.is(Status.CLAIMED) && rules.hold(Rule.CLAIM_ONCE)) {
            return new Void(Why.ALREADY_CLAIMED);
        }
        boolean mayBeAny = before.is(Status.UNSEEN) || before.is(Status.CLAIMED) || before.is(Status.ACCEPTED);
        if (!mayBeAny && claim.attempt() != before.attempt()) {
            return new Void(Why.OTHER_ATTEMPT);
        }
        UnitState now = new UnitState(Status.CLAIMED, claim.attempt(), 0, claim.id(), claim.of(),
                origins.of(claim.provider(), claim.revision(), claim.job(), claim.labels()),
                claim.labels().accepted().toEpochMilli(), offset);
        units.put(claim.unit(), before, now);
        return new Claimed(claim.unit(), before, now);
    }

    private Effect accepted(long offset, Accepted fact) {
        UnitState before = state(fact.unit());
        if (before.is(Status.ACCEPTED)) {
            return new Void(Why.ALREADY_ACCEPTED);
        }
        if (!before.isHeldBy(fact.claim()) && !rules.hold(Rule.ACCEPTED_ALWAYS_COUNTS)) {
            return new Void(Why.NOT_THE_CLAIM_THAT_HOLDS);
        }
        return settle(fact.unit(), before, before.settled(Status.ACCEPTED, fact.attempt() + 1, offset));
    }

    private Effect end(long offset, EndOfClaim fact) {
        UnitState before = state(fact.unit());
        if (!before.isHeldBy(fact.claim())
                && (rules.hold(Rule.ONLY_THE_CLAIM_THAT_HOLDS_ENDS) || before.is(Status.UNSEEN))) {
            if (before.is(Status.UNSEEN) && rules.hold(Rule.REMEMBER_ENDS_OF_EARLIER_CLAIMS)) {
                earlyEnds.add(offset, fact);
            }
            return new Void(Why.NOT_THE_CLAIM_THAT_HOLDS);
        }
        UnitState now = before.ended(fact, offset);
        if (now.isSettled()) {
            return settle(fact.unit(), before, now);
        }
        units.put(fact.unit(), before, now);
        return new BecamePending(fact.unit(), before, now);
    }

    private Effect deferred(long offset, Deferred fact) {
        UnitState before = state(fact.unit());
        if (!before.is(Status.UNSEEN)) {
            return new Void(Why.ALREADY_KNOWN);
        }
        UnitState now = new UnitState(Status.PENDING, 1, fact.due().toEpochMilli(), ClaimId.NONE, 0,
                origins.of("", "", "", fact.labels()), fact.labels().accepted().toEpochMilli(), offset);
        units.put(fact.unit(), before, now);
        return new BecamePending(fact.unit(), before, now);
    }

    private Effect listed(long offset, Listed fact) {
        UnitState before = state(fact.unit());
        if (before.isSettled()) {
            return new Void(before.is(Status.ACCEPTED) ? Why.ALREADY_ACCEPTED : Why.ALREADY_KNOWN);
        }
        if (before.is(Status.CLAIMED)) {
            return new Void(Why.ALREADY_CLAIMED);
        }
        UnitState now = before.is(Status.PENDING)
                ? before.settled(Status.LISTED, before.attempt(), offset)
                : new UnitState(Status.LISTED, 1, 0, ClaimId.NONE, 0, origins.of("", "", fact.job(), fact.labels()),
                        fact.labels().accepted().toEpochMilli(), offset);
        return settle(fact.unit(), before, now);
    }

    private Effect carried(long offset, CarriedForward fact) {
        UnitState before = state(fact.unit());
        if (!before.is(Status.UNSEEN) && rules.hold(Rule.CARRY_ONLY_TO_THE_UNKNOWING)) {
            return new Void(Why.ALREADY_KNOWN);
        }
        boolean hasSeenAll = fact.view() >= from && window.contains(fact.view());
        if (!hasSeenAll && rules.hold(Rule.CARRY_ONLY_SINCE_THE_VIEW)) {
            return new Void(Why.VIEW_TOO_OLD);
        }
        UnitState carried = new UnitState(status(fact.state()), fact.attempt(), fact.due().toEpochMilli(), fact.claim(),
                fact.of(), origins.of(fact.provider(), fact.revision(), fact.job(), fact.labels()),
                fact.labels().accepted().toEpochMilli(), offset);
        EndOfClaim end = carried.is(Status.CLAIMED) ? earlyEnds.take(fact.claim()) : null;
        UnitState now = end == null ? carried : carried.ended(end, offset);
        if (now.isSettled()) {
            units.settleCarried(fact.unit(), before, now);
        } else {
            units.put(fact.unit(), before, now);
        }
        return new Carried(fact.unit(), before, now);
    }

    private static Status status(CarriedForward.State state) {
        return switch (state) {
            case PENDING -> Status.PENDING;
            case CLAIMED -> Status.CLAIMED;
            case SETTLED -> Status.SETTLED;
            case ACCEPTED -> Status.ACCEPTED;
        };
    }

    private Effect settle(Unit unit, UnitState before, UnitState now) {
        units.settle(unit, before, now);
        return new Effect.Settled(unit, before, now);
    }
}
