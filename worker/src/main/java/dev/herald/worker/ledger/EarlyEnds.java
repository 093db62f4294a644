package dev.herald.worker.ledger;

import dev.herald.worker.ledger.Fact.EndOfClaim;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends of claims that were made before the reading began: they say nothing until the claim is carried forward. Kept as
 * long as settled units are.
 */
final class EarlyEnds {

    private final Map<ClaimId, Early> byClaim = new LinkedHashMap<>();

    private record Early(long offset, EndOfClaim end) {}

    /** The first end of a claim counts, later ones change nothing. */
    void add(long offset, EndOfClaim end) {
        byClaim.putIfAbsent(end.claim(), new Early(offset, end));
    }

    /** The end of this claim, if it was seen; null otherwise. */
    EndOfClaim take(ClaimId claim) {
        Early early = byClaim.remove(claim);
        return early == null ? null : early.end();
    }

    void forget(Window window) {
        var oldest = byClaim.values().iterator();
        while (oldest.hasNext() && !window.contains(oldest.next().offset())) {
            oldest.remove();
        }
    }
}
