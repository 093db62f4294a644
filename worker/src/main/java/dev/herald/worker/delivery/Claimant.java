package dev.herald.worker.delivery;

/** One of those who share the owner's slots. */
interface Claimant {

    /** Asks for the messages of what comes next, so that they are there when a slot is free. */
    void readAhead();

    /** Whether there is something to claim, as far as that is known before it is decided. */
    boolean waits();

    /**
     * Makes the next claim, and decides what needs none on the way to it.
     *
     * @return false if there is nothing to claim now
     */
    boolean claimOne();
}
