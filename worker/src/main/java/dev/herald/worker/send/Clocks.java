package dev.herald.worker.send;

import dev.herald.worker.delivery.Moment;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks that leases are judged by.
 *
 * @param monotonic
 *            nanoseconds, as {@link System#nanoTime}
 */
record Clocks(InstantSource wall, LongSupplier monotonic) {

    static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }

    Moment now() {
        return new Moment(wall.instant(), monotonic.getAsLong());
    }
}
