package dev.herald.worker.ingest;

import java.util.concurrent.Semaphore;

/** Bounds the bytes of all bodies that are in memory at once, whatever the number of requests. */
final class MemoryBudget {
    private static final int UNIT = 1_024;

    private final Semaphore units;

    MemoryBudget(long bytes) {
        units = new Semaphore(Math.toIntExact(units(bytes)));
    }

    private static long units(long bytes) {
        return (bytes + UNIT - 1) / UNIT;
    }

    /** Takes that much, to be given back by closing it. */
    Share take(long bytes) throws Refusal {
        int share = Math.toIntExact(units(bytes));
        if (!units.tryAcquire(share)) {
            throw Refusal.later(Refusal.Reason.BUSY, "too many messages are under way: send it again in a second");
        }
        return () -> units.release(share);
    }

    /** A part of the budget. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }
}
