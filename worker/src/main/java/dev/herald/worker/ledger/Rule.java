package dev.herald.worker.ledger;

/**
 * The rules that together keep the promise: nothing is lost, and an attempt is sent once. The checklist of the protocol;
 * the simulation takes out one after the other and must break each time.
 */
public enum Rule {
    // What a reader of the ledger holds to.

    /** What only an owner may say counts only if it cites the latest takeover. */
    CITE_THE_CURRENT_TAKEOVER,
    /** A unit under a claim, or with a claim on its way, is not claimed again. */
    CLAIM_ONCE,
    /** What was accepted is not claimed again. */
    NEVER_CLAIM_THE_ACCEPTED,
    /** A claim counts only for a reader that has forgotten nothing since the claim's view. */
    CLAIM_ONLY_SINCE_THE_VIEW,
    /** Accepted settles its unit, whoever says it and however late. */
    ACCEPTED_ALWAYS_COUNTS,
    /** Other outcomes change the state only if their claim is the one that holds. */
    ONLY_THE_CLAIM_THAT_HOLDS_ENDS,
    /** What is carried forward sets only a unit of which the reader knows nothing. */
    CARRY_ONLY_TO_THE_UNKNOWING,
    /** What is carried forward counts only for a reader that has seen, and not forgotten, all since the view. */
    CARRY_ONLY_SINCE_THE_VIEW,
    /** The end of a claim that was made before the reading began waits for the claim to be carried forward. */
    REMEMBER_ENDS_OF_EARLIER_CLAIMS,

    // What an owner holds to.

    /** Before an owner decides anything it has read all from the safe point up to its own takeover. */
    READ_UP_TO_THE_TAKEOVER,
    /** On a foreign takeover the owner stops. */
    RESIGN_ON_A_FOREIGN_TAKEOVER,
    /** Nothing is sent before its claim was read back as one that holds. */
    READ_THE_CLAIM_BACK,
    /** A send begins within the lease by the monotonic clock: wall clocks are set back. */
    LEASE_BY_THE_MONOTONIC_CLOCK,
    /** A send begins within the lease by the wall clock: monotonic clocks stand still while a machine sleeps. */
    LEASE_BY_THE_WALL_CLOCK,
    /** The claim of another is given up only when no send of it can still begin or be under way. */
    WAIT_BEFORE_UNKNOWN,
    /** A repeated message within the window is listed, not sent. */
    LIST_DUPLICATES,
    /** Progress passes a message only when each of its units has a fact that was read back. */
    PROGRESS_WAITS_FOR_FACTS,
    /** A checkpoint carries forward what is pending or claimed. */
    CARRY_WHAT_IS_OPEN,
    /** A checkpoint carries forward what is settled at or above the progress. */
    CARRY_WHAT_IS_ABOVE_THE_PROGRESS,
    /** A checkpoint is complete when all it carried forward was read back. */
    CHECKPOINT_WAITS_FOR_READ_BACK,
    /** A checkpoint that takes longer than readers remember is given up. */
    CHECKPOINT_IS_SWIFT,
    /** An own claim that did not hold rests on what a reader from the view cannot know: the checkpoint starts anew. */
    CHECKPOINT_HAS_NO_VOID_CLAIM,
    /** The safe point stays behind the window of duplicates. */
    SAFE_POINT_KEEPS_THE_WINDOW,
    /** A feed record is acted upon only with knowledge of its unit since the selection. */
    FEED_KNOWS_ALL_SINCE_SELECTED,
    /** A feed record is acted upon only if the attempt it asks for is the next. */
    FEED_ASKS_FOR_THE_NEXT_ATTEMPT,
    /** A feed record that asks for a first attempt is acted upon only if nobody has touched its unit since the selection. */
    FEED_ASKS_FIRST_FOR_THE_UNTOUCHED,
    /** An undecodable message is in quarantine before it is listed. */
    QUARANTINE_BEFORE_LISTING
}
