package dev.herald.worker.status.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.herald.worker.status.report.Channel.Totals;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.RevisionFigures;
import dev.herald.worker.status.rules.Share;
import dev.herald.worker.status.scaling.ScalingFigures;

/**
 * What the ledgers say at a moment.
 *
 * @param channels
 *            by key
 * @param incidents
 *            those that are written down, open and closed
 * @param completeUntil
 *            up to when everything in the ledgers is in it
 * @param malformed
 *            records that were passed over
 */
public record LedgerView(Map<String, ChannelView> channels, List<Incident> incidents, Instant completeUntil,
        long malformed) {

    /** Figures that are older say nothing of now. */
    public static final Duration CURRENT = Duration.ofSeconds(10);
    /** Before anything was read. */
    public static final LedgerView NOTHING = new LedgerView(Map.of(), List.of(), Instant.EPOCH, 0);

    /**
     * One channel.
     *
     * @param hasLedger
     *            whether there is one to be read
     * @param due
     *            when the one of its units that was taken in, never attempted and is due for the longest time was due
     * @param totals
     *            without what arrived
     * @param revisions
     *            those that decided something of late
     * @param scaling
     *            what senders are scaled by, as of when log and ledgers were last known both; empty while it cannot be told
     */
    public record ChannelView(boolean hasLedger, long pending, Optional<Instant> due, Totals totals,
            List<Share> failing,
            Optional<Instant> lastDecision, List<RevisionFigures> revisions, Optional<ScalingFigures> scaling) {}
}
