package dev.herald.worker.ledger;

/** What a fact changed, so that those who count need not derive it again. */
public sealed interface Effect {

    /** A change of what is known of one unit. */
    sealed interface Change extends Effect {
        Unit unit();

        /** {@link UnitState#UNSEEN} if nothing was known of it. */
        UnitState before();

        UnitState now();
    }

    /** The partition has a new owner. */
    record TakenOver(long takeover) implements Effect {}

    /** A claim holds. */
    record Claimed(Unit unit, UnitState before, UnitState now) implements Change {}

    /** A claim ended, or a first attempt was put off: the unit waits for its due time. */
    record BecamePending(Unit unit, UnitState before, UnitState now) implements Change {}

    /** Nothing more happens to the unit unless a replay asks. */
    record Settled(Unit unit, UnitState before, UnitState now) implements Change {}

    /** Nothing happened now: the reader learned how a unit stood before it began to read. Not to be counted. */
    record Carried(Unit unit, UnitState before, UnitState now) implements Change {}

    /** The fact changes nothing. */
    record Void(Why why) implements Effect {

        /** The rule of docs/formats.md it failed. */
        public enum Why {
            NOT_CURRENT, ALREADY_ACCEPTED, ALREADY_CLAIMED, OTHER_ATTEMPT, NOT_THE_CLAIM_THAT_HOLDS, ALREADY_KNOWN, VIEW_TOO_OLD
        }
    }

    /** The fact counts and changes no unit: progress, a feed record passed over. */
    record Noted() implements Effect {}
}
