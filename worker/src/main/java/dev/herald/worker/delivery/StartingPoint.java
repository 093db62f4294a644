package dev.herald.worker.delivery;

import dev.herald.worker.ledger.Reducer;

/**
 * Where an owner begins, from the commit of an earlier one.
 *
 * @param progress
 *            the log offset whose record comes first
 * @param safePoint
 *            the ledger offset whose record comes first
 * @param takeover
 *            the one current at the safe point, or {@link Reducer#UNKNOWN_TAKEOVER}
 * @param feed
 *            the feed offset whose record comes first
 */
public record StartingPoint(long progress, long safePoint, long takeover, long feed) {}
