package dev.herald.e2e.bulk;

/** The most that came within any {@value #SECONDS} s, to within a tenth of a second. For one thread. */
public final class Busiest {
    /** How many there are looked at together. */
    public static final int SECONDS = 10;

    private static final long TENTH = 100_000_000;

    private final long[] tenths = new long[SECONDS * 10];
    private long latest = Long.MIN_VALUE;
    private long within;
    private long most;

    /** @param nanoTime of an arrival; never less than that of the one before */
    public void came(long nanoTime) {
        long tenth = Math.floorDiv(nanoTime, TENTH);
        if (latest == Long.MIN_VALUE) {
            latest = tenth;
        }
        for (long step = Math.max(latest + 1, tenth - tenths.length + 1); step <= tenth; step++) {
            int place = (int) Math.floorMod(step, (long) tenths.length);
            within -= tenths[place];
            tenths[place] = 0;
        }
        latest = tenth;
        tenths[(int) Math.floorMod(tenth, (long) tenths.length)]++;
        most = Math.max(most, ++within);
    }

    /** The most so far. */
    public long most() {
        return most;
    }
}
