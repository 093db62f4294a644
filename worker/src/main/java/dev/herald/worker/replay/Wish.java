package dev.herald.worker.replay;

import dev.herald.worker.ledger.Unit;
import java.util.Comparator;

/**
 * What a replay asks for.
 *
 * @param unit
 *            a whole message stands for all its recipients
 * @param attempt
 *            the unit's next one, as the selection knows it
 */
record Wish(Unit unit, int attempt) {

    /** Senders read the bodies again: in sequence is cheapest. */
    static final Comparator<Wish> IN_ORDER_OF_THE_LOG = Comparator.comparingLong((Wish wish) -> wish.unit().offset())
            .thenComparingInt(wish -> wish.unit().recipient());
}
