package dev.herald.operator.leader;

import java.util.Optional;

/** Where the Lease is stored. What fails is a RuntimeException, and may have been stored all the same. */
interface LeaseStore extends AutoCloseable {
    /** As it is now; empty if there is none. */
    Optional<LeaseRecord> read();

    /**
     * Stores it.
     *
     * @return false if the Lease is no longer the one that was read
     */
    boolean write(LeaseRecord lease);

    @Override
    void close();
}
