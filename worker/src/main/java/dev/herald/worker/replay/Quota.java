package dev.herald.worker.replay;

import dev.herald.worker.config.LiveSettings.Rate;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What accounts' limits leave to the replays of some channels: senders that could do more than this wait for it.
 *
 * @param thousandths
 *            of a message a second, of all these channels together
 */
record Quota(long thousandths) {

    private static final int DECIMALS = 3;
    /** A replay this much slower than its quota is held by something else: its senders are few, or the provider is slow. */
    private static final double USED = 0.5;

    /**
     * @param rates
     *            of the channels whose senders have more to send
     * @return empty if one of them has no limit, or there is none
     */
    static Optional<Quota> of(List<Optional<Rate>> rates) {
        return !rates.isEmpty() && rates.stream().allMatch(Optional::isPresent)
                ? Optional.of(new Quota(rates.stream().mapToLong(rate -> rate.orElseThrow().replay()).sum()))
                : Optional.empty();
    }

    /** @param perSecond how fast the replay is */
    boolean isUsed(double perSecond) {
        return perSecond >= USED * messages().doubleValue();
    }

    /** For people. */
    @Override
    public String toString() {
        return "quota %s/s".formatted(messages().stripTrailingZeros().toPlainString());
    }

    private BigDecimal messages() {
        return BigDecimal.valueOf(thousandths, DECIMALS);
    }
}
