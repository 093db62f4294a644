package dev.herald.worker.delivery;

/** One of those who share the owner's slots. */
interface Claimant {

    /**
     * Makes the next claim, and decides what needs none on the way to it.
     *
     * @return false if there is nothing to claim now
     */
    boolean claimOne();
}
