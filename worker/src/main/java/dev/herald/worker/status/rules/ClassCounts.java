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
        touched,
        /** Failed attempts, whether or not another one followed. */
        failures,
        /** Messages that could not be decoded. */
        undecodable
    }

    private static final int FIGURES = Figure.values().length;

    private final int size;
    // A class without a failure, as most are, takes the first ring alone.
    private final int[][] rings = new int[FIGURES][];
    private long newest = Long.MIN_VALUE;
    private String lastError = "";

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
        for (long bucket = Math.max(from, newest - size + 1); bucket < Math.min(to, newest + 1); bucket++) {
            sum += ring[slot(bucket)];
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

    String lastError() {
        return lastError;
    }

    void lastError(String error) {
        lastError = error;
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
