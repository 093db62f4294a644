package dev.herald.worker.status.rules;

import java.util.Arrays;

/**
 * The figures of one class, in a ring of buckets. A range of buckets is given by its first one and the first beyond it.
 */
final class ClassCounts {

    /** What is counted. */
    enum Figure {
        /** Units whose latest attempt was decided in the bucket. */
        decided,
        /** Of these, the failed ones. */
        failed,
        /** Units whose latest failure lies in the bucket, whatever became of them later. */
        lastFailed,
        /** Failed attempts, whether or not another one followed. */
        failures,
        /** As the three about failures, of attempts whose outcome nobody knows. */
        unknown, lastUnknown, unknowns,
        /** Messages that could not be decoded. */
        undecodable
    }

    private static final int FIGURES = Figure.values().length;

    private final int size;
    // A class without a failure, as most are, takes the first ring alone.
    private final int[][] rings = new int[FIGURES][];
    private long newest = Long.MIN_VALUE;
    private final String[] lastErrors = new String[FIGURES];

    ClassCounts(Buckets buckets) {
        size = buckets.count();
    }

    /** Adds to a bucket; one that is no longer kept is left alone. */
    void add(Figure figure, long bucket, int amount) {
        if (newest == Long.MIN_VALUE) {
            newest = bucket;
        }
        advance(bucket);
        if (bucket > newest - size) {
            ring(figure)[slot(bucket)] += amount;
        }
    }

    long sum(Figure figure, long from, long to) {
        int[] ring = rings[figure.ordinal()];
        if (ring == null) {
            return 0;
        }
        long sum = 0;
        long first = Math.max(from, newest - size + 1);
        // A division for each bucket would cost more than all else.
        int slot = slot(first);
        for (long left = Math.min(to, newest + 1) - first; left > 0; left--) {
            sum += ring[slot];
            slot = slot + 1 == size ? 0 : slot + 1;
        }
        return sum;
    }

    /** The first bucket of the range that holds any, or -1. */
    long first(Figure figure, long from, long to) {
        int[] ring = rings[figure.ordinal()];
        if (ring == null) {
            return -1;
        }
        for (long bucket = Math.max(from, newest - size + 1); bucket < Math.min(to, newest + 1); bucket++) {
            if (ring[slot(bucket)] > 0) {
                return bucket;
            }
        }
        return -1;
    }

    /** Whether nothing is left in what was kept up to this bucket. */
    boolean isPast(long bucket) {
        return newest <= bucket - size;
    }

    /** The error of the last that counts in a figure, or empty. */
    String lastError(Figure figure) {
        String error = lastErrors[figure.ordinal()];
        return error == null ? "" : error;
    }

    void lastError(Figure figure, String error) {
        lastErrors[figure.ordinal()] = error;
    }

    private void advance(long bucket) {
        if (bucket <= newest) {
            return;
        }
        long fresh = Math.min(size, bucket - newest);
        for (int[] ring : rings) {
            if (ring != null) {
                for (long b = bucket - fresh + 1; b <= bucket; b++) {
                    ring[slot(b)] = 0;
                }
            }
        }
        newest = bucket;
    }

    private int[] ring(Figure figure) {
        int index = figure.ordinal();
        if (rings[index] == null) {
            rings[index] = new int[size];
        }
        return rings[index];
    }

    private int slot(long bucket) {
        return Math.floorMod(bucket, size);
    }

    @Override
    public String toString() {
        return "ClassCounts up to %d: %s".formatted(newest, Arrays.deepToString(rings));
    }
}
