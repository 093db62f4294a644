package dev.herald.worker.delivery;

import dev.herald.worker.ledger.ClaimId;
import dev.herald.worker.ledger.Fact;
import dev.herald.worker.ledger.FeedRecord;
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

    public PartitionOwner(OwnerTerms terms, StartingPoint start, DeliverySettings settings) {
    }

    public void settings(DeliverySettings settings) {
    }

    /** The next record of the ledger, own or foreign. */
    public void ledger(long offset, Instant appendedAt, Fact fact) {
    }

    /** A record asked for by {@link Command.ReadLedger}, in order. */
    public void history(long offset, Instant appendedAt, Fact fact) {
    }

    /** All records asked for by {@link Command.ReadLedger} were told. */
    public void historyRead() {
    }

    /** The next record of the log. */
    public void log(LogEntry entry) {
    }

    /** All the log holds now was told. Lets the window of duplicates move on while no messages come. */
    public void logExhausted() {
    }

    /** A record asked for by {@link Command.ReadLog}. */
    public void body(LogEntry entry) {
    }

    /** The log no longer holds the record asked for by {@link Command.ReadLog}. */
    public void bodyGone(long offset) {
    }

    /** The next record of the feed. */
    public void feed(long offset, FeedRecord record) {
    }

    /** {@link Command.Append} is acknowledged by all in-sync replicas. */
    public void appended(long number) {
    }

    /** {@link Command.Append} failed for good: it may be in the ledger or not. Ends the ownership. */
    public void appendFailed(long number, String error) {
    }

    /** {@link Command.Quarantine} is acknowledged. */
    public void quarantined(long logOffset) {
    }

    /** The provider was called. A provider that throws is {@link SendResult.Ambiguous}. */
    public void sent(ClaimId claim, SendResult result) {
    }

    /** The provider was not called, and will not be. */
    public void notSent(ClaimId claim, String reason) {
    }

    /** Give the partition up in good order: nothing new is begun, {@link Command.Resign} follows when all is written. */
    public void leave() {
    }

    /** Give the partition up at once: the ledger cannot be read, a topic is not the one it was. */
    public void resign(String reason) {
    }

    /**
     * Decides what comes next.
     *
     * @param now
     *            both clocks, read for this call
     * @param freeSlots
     *            how many more sends may be under way; claims take theirs at once, see {@link #slotsInUse}
     */
    public List<Command> advance(Moment now, int freeSlots) {
        throw new UnsupportedOperationException();
    }

    /** Slots taken by claims whose outcome is not yet acknowledged. */
    public int slotsInUse() {
        return 0;
    }

    /** Whether more log records are welcome; otherwise pause. */
    public boolean wantsLog() {
        return false;
    }

    /** Whether more feed records are welcome; otherwise pause. */
    public boolean wantsFeed() {
        return false;
    }

    /** Whether it has read its own takeover back and still owns the partition. */
    public boolean isOwner() {
        return false;
    }

    /** Whether it has resigned, and no send is under way and no outcome unwritten. */
    public boolean isDone() {
        return false;
    }

    /** The lowest log offset not yet taken in. */
    public long progress() {
        return 0;
    }

    /** Units that wait for a retry or a due time. */
    public int pending() {
        return 0;
    }

    /** Own claims that did not hold when read back, and those given up because of lease or suspension. */
    public long claimsGivenUp() {
        return 0;
    }
}
