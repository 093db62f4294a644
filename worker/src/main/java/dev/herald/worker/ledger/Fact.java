package dev.herald.worker.ledger;

import dev.herald.worker.provider.FailureKind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A record of a channel's ledger. What each says, and when it counts: docs/formats.md, section 3. Times are in milliseconds. */
public sealed interface Fact {

    /** What only the owner of the partition may say, and only as long as it is the owner. */
    sealed interface OfOwner extends Fact {
        /** The ledger offset of the takeover this rests on. */
        long takeover();
    }

    /** What speaks of one unit. */
    sealed interface OfUnit extends Fact {
        Unit unit();
    }

    /** What became of a claim. Also a worker that has lost the partition may say it of its own claims. */
    sealed interface EndOfClaim extends OfUnit {
        int attempt();

        ClaimId claim();
    }

    /** This partition is mine from here; cited by its ledger offset. */
    record Takeover(UUID owner, String worker, String revision) implements Fact {}

    /**
     * I am about to send this.
     *
     * @param view
     *            decided with knowledge of all of the ledger below this offset
     * @param of
     *            how many recipients the message has in this channel
     * @param job
     *            the replay that asked for it, or empty
     */
    record Claim(long takeover, long view, Unit unit, int attempt, ClaimId id, int of, String provider, String revision,
            String job,
            Instant at, Labels labels) implements OfOwner, OfUnit {}

    /** The provider has taken it. */
    record Accepted(Unit unit, int attempt, ClaimId claim, String reference, Instant at) implements EndOfClaim {}

    /**
     * The provider has surely not taken it.
     *
     * @param nextDue
     *            of the next attempt; empty when there will be none
     * @param code
     *            SMTP or HTTP status, or empty
     */
    record Failed(Unit unit, int attempt, ClaimId claim, FailureKind kind, Optional<Instant> nextDue, String code,
            String error, Instant at) implements EndOfClaim {}

    /**
     * It may have arrived.
     *
     * @param nextDue
     *            of the next attempt; empty when it is parked, or this was the last
     */
    record Ambiguous(Unit unit, int attempt, ClaimId claim, Optional<Instant> nextDue, String error,
            Instant at) implements EndOfClaim {}

    /** This claim sent nothing and never will. */
    record NotSent(Unit unit, int attempt, ClaimId claim, String reason) implements EndOfClaim {}

    /**
     * An owner's verdict on a claim of another that has no outcome.
     *
     * @param nextDue
     *            of the next attempt; empty when it is parked, or this was the last
     */
    record ResolvedUnknown(long takeover, Unit unit, int attempt, ClaimId claim,
            Optional<Instant> nextDue) implements OfOwner, EndOfClaim {}

    /** Taken in; the first attempt is due later. */
    record Deferred(long takeover, Unit unit, Instant due, Labels labels) implements OfOwner, OfUnit {}

    /**
     * Settled without a send.
     *
     * @param job
     *            the replay whose attempt this would have been, or empty
     * @param text
     *            for people: which member of the message, and why
     */
    record Listed(long takeover, Unit unit, Reason reason, String job, String text,
            Labels labels) implements OfOwner, OfUnit {

        /** Why nothing is sent. */
        public enum Reason {
            QUARANTINED, STALE, EXPIRED, DUPLICATE, PARKED
        }
    }

    /**
     * What was known of a unit before a view, so that readers may start at the view.
     *
     * @param view
     *            all of the ledger below this offset had been read
     * @param attempt
     *            of a claimed unit the one claimed, otherwise the next
     * @param due
     *            of a pending unit; the epoch otherwise
     * @param claim
     *            of a claimed unit; {@link ClaimId#NONE} otherwise
     * @param labels
     *            without identity
     */
    record CarriedForward(long takeover, long view, Unit unit, State state, int attempt, Instant due, ClaimId claim,
            int of, String provider, String revision, String job, Labels labels) implements OfOwner, OfUnit {

        /** How the unit stood. */
        public enum State {
            PENDING, CLAIMED, SETTLED, ACCEPTED
        }
    }

    /**
     * What was committed, should the commit be lost.
     *
     * @param next
     *            the lowest log offset not yet taken in
     * @param safePoint
     *            the ledger offset where a new owner starts to read
     * @param topic
     *            id of the log's topic
     */
    record Progress(long takeover, long next, long safePoint, UUID topic) implements OfOwner {}

    /** A feed record that was not acted upon. */
    record Skipped(long takeover, Unit unit, int attempt, String job, Reason reason) implements OfOwner, OfUnit {

        /** Why a replay's wish was not fulfilled. */
        public enum Reason {
            ALREADY_ACCEPTED, STALE, EXPIRED, ATTEMPT_TAKEN, UNDECODABLE
        }
    }
}
