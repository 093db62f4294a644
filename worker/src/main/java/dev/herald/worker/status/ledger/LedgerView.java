package dev.herald.worker.status.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.herald.worker.status.report.Report.Totals;
import dev.herald.worker.status.rules.Incident;
import dev.herald.worker.status.rules.Share;

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

    /** Before anything was read. */
    public static final LedgerView NOTHING = new LedgerView(Map.of(), List.of(), Instant.EPOCH, 0);

    /**
     * One channel.
     *
     * @param hasLedger
     *            whether there is one to be read
     * @param totals
     *            without what arrived
     */
    public record ChannelView(boolean hasLedger, long pending, Totals totals, List<Share> failing,
            Optional<Instant> lastDecision) {}
}
