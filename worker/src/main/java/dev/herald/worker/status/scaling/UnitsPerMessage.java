package dev.herald.worker.status.scaling;

/** How many units become of a message of a channel, by the messages that were claimed last. */
public final class UnitsPerMessage {

    private static final int MOST_MESSAGES = 256;

    private long units;
    private int messages;

    /** A message was claimed for the first time. */
    public void claimed(int units) {
        if (messages == MOST_MESSAGES) {
            this.units /= 2;
            messages /= 2;
        }
        this.units += units;
        messages++;
    }

    /** On average; 1 until one is known. */
    public double mean() {
        return messages == 0 ? 1 : Math.max(1, (double) units / messages);
    }
}
