package dev.herald.worker.send;

import dev.herald.worker.delivery.DeliverySettings;
import dev.herald.worker.delivery.Demand;
import dev.herald.worker.delivery.Moment;
import dev.herald.worker.delivery.Slots;
import dev.herald.worker.delivery.Unsent;

/** Owns as soon as it is started; ends when the test says so; has the demand that the test gives it. */
final class FakeOwnership implements Ownership {
    boolean leaving;
    boolean takesASlot;
    Demand demand = Demand.NONE;
    Unsent unsent = Unsent.NONE;
    Slots offered;
    private boolean owns;
    private boolean ended;

    void end() {
        owns = false;
        ended = true;
    }

    @Override
    public void start() {
        owns = true;
    }

    @Override
    public void settings(DeliverySettings settings) {
        // Partitions hand them on, and that is all.
    }

    @Override
    public void leave() {
        leaving = true;
    }

    @Override
    public void resign(String reason) {
        end();
    }

    @Override
    public void advance(Moment now, Slots slots) {
        offered = slots;
        if (takesASlot && slots.free() > 0) {
            demand = demand.plus(new Demand(1, 0, 0, 0));
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public boolean owns() {
        return owns;
    }

    @Override
    public Demand demand() {
        return demand;
    }

    @Override
    public Unsent unsent() {
        return unsent;
    }

    @Override
    public int pending() {
        return 0;
    }
}
