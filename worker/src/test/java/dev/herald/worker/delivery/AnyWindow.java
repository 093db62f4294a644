package dev.herald.worker.delivery;

/** How many more sends than the rate brings there were, in the window in which they were most. */
final class AnyWindow {

    private long sends;
    private double lowest = Double.MAX_VALUE;
    private double most;

    /** @param brought by the rate since the beginning, up to this send */
    void sent(double brought) {
        lowest = Math.min(lowest, sends - brought);
        sends++;
        most = Math.max(most, sends - brought - lowest);
    }

    long sends() {
        return sends;
    }

    double most() {
        return most;
    }
}
