package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Fact.EndOfClaim;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Ends of claims that were made before the reading began: they say nothing until the claim is carried forward. Kept as
 * long as settled units are.
 */
final class EarlyEnds {

    private final Map<ClaimId, Early> byClaim = new LinkedHashMap<>();

    private record Early(long offset, long atMillis, EndOfClaim end) {}

    /** The first end of a claim counts, later ones change nothing. */
    void add(long offset, long atMillis, EndOfClaim end) {
        byClaim.putIfAbsent(end.claim(), new Early(offset, atMillis, end));
    }

    /** The end of this claim, if it was seen; null otherwise. */
    EndOfClaim take(ClaimId claim) {
        Early early = byClaim.remove(claim);
        return early == null ? null : early.end();
    }

    /** @return the highest ledger offset among the forgotten, if any */
    OptionalLong forget(long nowMillis) {
        OptionalLong highest = OptionalLong.empty();
        for (var entries = byClaim.values().iterator(); entries.hasNext();) {
            Early oldest = entries.next();
            if (nowMillis - oldest.atMillis() < SettledUnits.REMEMBERED_MILLIS) {
                break;
            }
            entries.remove();
            highest = OptionalLong.of(oldest.offset());
        }
        return highest;
    }
}
