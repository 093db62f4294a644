package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Fact.Accepted;
import dev.herald.worker.ledger.Fact.Ambiguous;
import dev.herald.worker.ledger.Fact.EndOfClaim;
import dev.herald.worker.ledger.Fact.Failed;
import dev.herald.worker.ledger.Fact.NotSent;
import dev.herald.worker.ledger.Fact.ResolvedUnknown;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a unit stands, as a reader of the ledger knows it.
 *
 * @param attempt
 *            of a claimed unit the one claimed, otherwise the next
 * @param dueMillis
 *            of a pending unit: milliseconds since 1970; 0 is at once
 * @param claim
 *            the last claim that held, or {@link ClaimId#NONE}
 * @param of
 *            how many recipients its message has; 0 when no claim was seen
 * @param origin
 *            of the last claim that held, and of the message
 * @param acceptedMillis
 *            when the log took the message; milliseconds since 1970
 * @param since
 *            ledger offset of the fact that made it so
 */
public record UnitState(Status status, int attempt, long dueMillis, ClaimId claim, int of, Origin origin,
        long acceptedMillis, long since) {

    /** Of a unit the reader knows nothing of. */
    public static final UnitState UNSEEN = new UnitState(Status.UNSEEN, 1, 0, ClaimId.NONE, 0, Origin.NONE, 0, -1);

    /** Where a unit is on its way. */
    public enum Status {
        UNSEEN, PENDING, CLAIMED,
        /** Settled: a provider has taken it. */
        ACCEPTED,
        /** Settled: the last attempt failed for good. */
        FAILED,
        /** Settled: it may have arrived, and is not tried again. */
        AMBIGUOUS,
        /** Settled: nobody knows, and it is not tried again. */
        UNKNOWN,
        /** Settled without a send. */
        LISTED,
        /** Settled, as carried forward: not accepted. */
        SETTLED;

        public boolean isSettled() {
            return compareTo(ACCEPTED) >= 0;
        }
    }

    /**
     * What many units have in common: held once for all of them.
     *
     * @param job
     *            the replay that asked for the attempt, or empty
     * @param labels
     *            without identity and time
     */
    public record Origin(String provider, String revision, String job, Labels labels) {

        public static final Origin NONE = new Origin("", "", "",
                new Labels("", "", Instant.EPOCH, Labels.Attachments.UNKNOWN, List.of(), Labels.UNKNOWN_FORMAT));
    }

    public boolean is(Status wanted) {
        return status == wanted;
    }

    public boolean isSettled() {
        return status.isSettled();
    }

    /** A claim was made, or was waiting to be made. */
    public boolean isOpen() {
        return status == Status.PENDING || status == Status.CLAIMED;
    }

    /** The message's labels without its identity. */
    public Labels labels() {
        Labels shared = origin.labels();
        return new Labels("", "", Instant.ofEpochMilli(acceptedMillis), shared.attachments(), shared.tags(),
                shared.format());
    }

    boolean isHeldBy(ClaimId by) {
        return status == Status.CLAIMED && claim.equals(by);
    }

    /** What becomes of it when its claim ends so, as that ledger offset says. */
    UnitState ended(EndOfClaim end, long offset) {
        int next = end.attempt() + 1;
        return switch (end) {
            case Accepted _ -> settled(Status.ACCEPTED, next, offset);
            case Failed failed -> ended(next, failed.nextDue(), Status.FAILED, offset);
            case Ambiguous ambiguous -> ended(next, ambiguous.nextDue(), Status.AMBIGUOUS, offset);
            case ResolvedUnknown unknown -> ended(next, unknown.nextDue(), Status.UNKNOWN, offset);
            case NotSent notSent -> pending(notSent.attempt(), 0, offset);
        };
    }

    private UnitState ended(int next, Optional<Instant> due, Status otherwise, long offset) {
        return due.map(at -> pending(next, at.toEpochMilli(), offset))
                .orElseGet(() -> settled(otherwise, next, offset));
    }

    private UnitState pending(int next, long due, long offset) {
        return new UnitState(Status.PENDING, next, due, claim, of, origin, acceptedMillis, offset);
    }

    UnitState settled(Status how, int next, long offset) {
        return new UnitState(how, next, 0, claim, of, origin, acceptedMillis, offset);
    }
}
