package dev.herald.worker.ledger;

import java.util.HexFormat;

/** The only name of a claim: 128 bits, unique over all owners. On the wire as {@code Herald-Claim}, in hex. */
public record ClaimId(long high, long low) {

    /** Of a unit that no claim is known of. */
    public static final ClaimId NONE = new ClaimId(0, 0);

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
