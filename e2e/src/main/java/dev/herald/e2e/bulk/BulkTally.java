package dev.herald.e2e.bulk;

import java.util.Base64;
import java.util.function.LongSupplier;

/** Counts what comes in, in some 35 bytes a message: of its hash 64 bits are kept, which a million messages share with a chance of one in 37 million. Safe for many threads. */
final class BulkTally {
    private static final byte ACCEPTED = 1;
    private static final byte REFUSED = 2;
    private static final byte TWICE = 4;
    private static final byte SAME_CLAIM = 8;

    private final long[] keys;
    private final int[] numbers;
    private final byte[] marks;
    private final long[] claims;

    private long arrivals;
    private long accepted;
    private long refused;
    private long repaired;
    private long twice;
    private long sameClaim;
    private long strangers;
    private final Busiest busiest = new Busiest();
    private final LongSupplier nanoTime;

    /**
     * @param atMost messages from number 1 on
     * @param nanoTime monotonic
     */
    BulkTally(int atMost, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        int size = Integer.highestOneBit(Math.max(atMost, 1)) << 2;
        this.keys = new long[size];
        this.numbers = new int[size];
        this.marks = new byte[atMost + 1];
        this.claims = new long[atMost + 1];
        for (int number = 1; number <= atMost; number++) {
            long key = key(new BulkMessage(number).message());
            int place = place(key);
            keys[place] = key;
            numbers[place] = number;
        }
    }

    /** The number of a message; 0: it is none of these. */
    int number(String message) {
        return message.length() == 22 ? numbers[place(key(message))] : 0;
    }

    /**
     * One has come in.
     *
     * @param number of its message; 0: nobody knows it
     * @param claim the value of {@code Herald-Claim}
     */
    synchronized void came(int number, String claim, boolean taken) {
        arrivals++;
        busiest.came(nanoTime.getAsLong());
        if (number == 0) {
            strangers++;
            return;
        }
        long key = claimKey(claim);
        if (marks[number] != 0 && claims[number] == key && mark(number, SAME_CLAIM)) {
            sameClaim++;
        }
        claims[number] = key;
        if (!taken) {
            refused += mark(number, REFUSED) ? 1 : 0;
        } else if (mark(number, ACCEPTED)) {
            accepted++;
            repaired += (marks[number] & REFUSED) != 0 ? 1 : 0;
        } else if (mark(number, TWICE)) {
            twice++;
        }
    }

    synchronized BulkCounts counts() {
        return new BulkCounts(arrivals, accepted, refused, repaired, twice, sameClaim, strangers,
                busiest.most());
    }

    /** Whether it had not been marked so. */
    private boolean mark(int number, byte mark) {
        boolean isNew = (marks[number] & mark) == 0;
        marks[number] |= mark;
        return isNew;
    }

    /** Where a key is, or would be. */
    private int place(long key) {
        int place = (int) (key ^ key >>> 32) & keys.length - 1;
        while (numbers[place] != 0 && keys[place] != key) {
            place = place + 1 & keys.length - 1;
        }
        return place;
    }

    /** Claims of one owner have one half in common. */
    private static long claimKey(String claim) {
        return 31 * Long.parseUnsignedLong(claim.substring(0, 16), 16)
                + Long.parseUnsignedLong(claim.substring(16), 16);
    }

    private static long key(String message) {
        var bytes = Base64.getUrlDecoder().decode(message.substring(0, 12));
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | bytes[i] & 0xff;
        }
        return key;
    }
}
