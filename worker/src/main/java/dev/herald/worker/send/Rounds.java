package dev.herald.worker.send;

import dev.herald.worker.config.LiveSettings.Rate;
import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.RateLimits;
import dev.herald.worker.delivery.SlotShare;
import dev.herald.worker.delivery.Unsent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;

/**
 * What the partitions of one sender share, its slots and its part of the channel's rate: in every round each partition decides,
 * in turn, with what those before it have left. Used on the loop's thread, where not said otherwise.
 */
final class Rounds {
    private final int concurrency;
    private final RateLimits limits;
    private int first;
    private boolean feedWasLast;
    private volatile int slots;
    private volatile Optional<Rate> rate = Optional.empty();
    private volatile Optional<Rate> obeyed = Optional.empty();
    private volatile int waitingForRate;

    /**
     * @param concurrency
     *            how many slots there are
     * @param limits
     *            which all partitions keep to
     */
    Rounds(int concurrency, RateLimits limits) {
        this.concurrency = concurrency;
        this.limits = limits;
    }

    /** @return whether the rate is another than in the round before */
    boolean advance(Moment now, Collection<Ownership> workers, DeliverySettings settings) {
        var order = new ArrayList<>(workers);
        if (!order.isEmpty()) {
            first = (first + 1) % order.size();
            Collections.rotate(order, first);
        }
        Unsent unsent = unsent(order, settings);
        waitingForRate = unsent.waiting();
        limits.advance(now, settings.rate(), (int) order.stream().filter(Ownership::owns).count(), unsent);
        var slotShare = new SlotShare(concurrency, settings.replaySharePercent());
        Demand all = order.stream().map(Ownership::demand).reduce(Demand.NONE, Demand::plus);
        for (Ownership worker : order) {
            Demand before = worker.demand();
            Demand elsewhere = all.minus(before);
            worker.advance(now, slotShare.left(before, elsewhere, feedWasLast));
            Demand after = worker.demand();
            if (after.slots() > before.slots()) {
                feedWasLast = after.feed() > before.feed();
            }
            all = elsewhere.plus(after);
        }
        slots = all.slots();
        return obey(settings.rate());
    }

    // Nobody looks at the claims of a sender without a limit.
    private static Unsent unsent(Collection<Ownership> order, DeliverySettings settings) {
        return settings.rate().isEmpty()
                ? Unsent.NONE
                : order.stream().map(Ownership::unsent).reduce(Unsent.NONE, Unsent::plus);
    }

    private boolean obey(Optional<Rate> whole) {
        Optional<Rate> part = limits.part();
        boolean changed = !part.equals(rate) || !whole.equals(obeyed);
        rate = part;
        obeyed = whole;
        return changed;
    }

    /** Claims whose outcome is not yet acknowledged; from any thread. */
    int slots() {
        return slots;
    }

    /** This sender's part of the channel's rate, as it obeys it; from any thread. */
    Optional<Rate> rate() {
        return rate;
    }

    /** The channel's rate, all senders' together, of which it keeps to its part; from any thread. */
    Optional<Rate> obeyed() {
        return obeyed;
    }

    /** Claims that hold and wait for the rate; from any thread. */
    int waitingForRate() {
        return waitingForRate;
    }
}
