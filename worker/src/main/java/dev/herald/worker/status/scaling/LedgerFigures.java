package dev.herald.worker.status.scaling;

import java.util.Collections;
import java.util.List;

/**
 * What one partition of a channel's ledger says at a time, in units.
 *
 * @param due
 *            of what is taken in; what is claimed and has no outcome is due
 * @param retries
 *            that became due in the window
 * @param deferred
 *            of each second of the window: became due then for the first time, and had been taken in before
 * @param completions
 *            attempts that ended in the window
 */
public record LedgerFigures(Due due, long retries, List<Long> deferred, long completions) {

    static final LedgerFigures NOTHING = new LedgerFigures(Due.NOTHING, 0,
            Collections.nCopies(SecondCounts.WINDOW, 0L), 0);
}
