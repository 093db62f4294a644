package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Fact;

/** What an owner asks of the Kafka and provider around it. */
public sealed interface Command {

    /**
     * Append to the partition of the ledger, in the order of the commands; answered by
     * {@link PartitionOwner#appended} or {@link PartitionOwner#appendFailed}.
     */
    record Append(long number, Fact fact) implements Command {}

    /**
     * Send now, if {@link Lease#holds} still on the sending thread; answered by {@link PartitionOwner#sent} or
     * {@link PartitionOwner#notSent}, whatever happens. The send ends by the deadline the owner was made with.
     */
    record Send(Fact.Claim claim, LogEntry entry, Lease lease) implements Command {}

    /** Read this record of the log again; answered by {@link PartitionOwner#body} or {@link PartitionOwner#bodyGone}. */
    record ReadLog(long offset) implements Command {}

    /**
     * Read the ledger from {@code from} up to, not including, {@code to}; answered by {@link PartitionOwner#history} for
     * each record and {@link PartitionOwner#historyRead} at the end. At most one at a time.
     */
    record ReadLedger(long from, long to) implements Command {}

    /** Write the record as it is to quarantine; answered by {@link PartitionOwner#quarantined}. */
    record Quarantine(LogEntry entry, String error) implements Command {}

    /**
     * Commit the progress; no answer, it may be lost.
     *
     * @param progress
     *            the lowest log offset not yet taken in
     * @param takeover
     *            the one current at the safe point: where a reader starts, it must know whose facts count
     * @param safePoint
     *            the ledger offset where a new owner starts to read
     */
    record Commit(long progress, long takeover, long safePoint) implements Command {}

    /**
     * Commit the position of the feed; no answer, it may be lost.
     *
     * @param position
     *            the lowest feed offset not yet dealt with
     */
    record CommitFeed(long position) implements Command {}

    /**
     * The partition is lost, or was left: read nothing more for this owner. Sends under way go on and their outcomes are
     * still to be told and appended; the owner can be dropped when {@link PartitionOwner#isDone}.
     */
    record Resign(String reason) implements Command {}
}
