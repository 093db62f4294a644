package dev.herald.worker.send;

import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.Slots;
import dev.herald.worker.delivery.Unsent;

/** One ownership of one partition, from its takeover to its end. Used on the loop's thread alone. */
interface Ownership {
    void start();

    void settings(DeliverySettings settings);

    /** Ends when all that is under way is written. */
    void leave();

    /** Ends at once, and claims nothing more. */
    void resign(String reason);

    /** Decides, and carries out what is decided. */
    void advance(Moment now, Slots slots);

    /** Whether nothing more comes of it. */
    boolean ended();

    /** Whether it has read back its takeover and still owns the partition. */
    boolean owns();

    Demand demand();

    Unsent unsent();

    /** Units that wait; none while it does not own the partition. */
    int pending();
}
