package dev.herald.worker.delivery;

import dev.herald.worker.config.DeliveryPolicy;
import dev.herald.worker.config.LiveSettings.OnUnknown;
import dev.herald.worker.config.LiveSettings.Rate;
import java.util.Optional;

/**
 * What may change while an owner lives.
 *
 * @param suspended
 *            nothing is claimed; a claim read back now is given up
 * @param replaySharePercent
 *            see {@link SlotShare}
 * @param rate
 *            of all senders of the channel; see {@link RateLimits}
 */
public record DeliverySettings(boolean suspended, DeliveryPolicy policy, OnUnknown onUnknown, int replaySharePercent,
        Optional<Rate> rate) {}
