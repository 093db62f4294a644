package dev.herald.worker.status.scaling;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** How many in each second: of the last minute, and of what is to come. */
public final class SecondCounts {

    /** Seconds that rates are over: whole ones, so that who counts again counts the same. */
    public static final int WINDOW = 15;
    private static final long KEPT = 60;
    private static final long MILLIS = 1_000;

    private final TreeMap<Long, Long> counts = new TreeMap<>();
    private final int most;

    /** @param most seconds that are told apart; of more, those furthest ahead are not counted */
    public SecondCounts(int most) {
        this.most = most;
    }

    /**
     * Counts one.
     *
     * @param time
     *            of it; in milliseconds since 1970
     * @param now
     *            in milliseconds since 1970
     */
    public void add(long time, long now) {
        long oldest = second(now) - KEPT;
        if (second(time) < oldest) {
            return;
        }
        counts.merge(second(time), 1L, Long::sum);
        while (counts.firstKey() < oldest) {
            counts.pollFirstEntry();
        }
        if (counts.size() > most) {
            counts.pollLastEntry();
        }
    }

    /** Of each second of the window before a time, which is no more than half a minute ago. */
    public List<Long> before(Instant time) {
        long end = second(time.toEpochMilli());
        return LongStream.range(end - WINDOW, end).map(second -> counts.getOrDefault(second, 0L)).boxed().toList();
    }

    /** In the window before a time. */
    public long sumBefore(Instant time) {
        return before(time).stream().mapToLong(Long::longValue).sum();
    }

    private static long second(long millis) {
        return Math.floorDiv(millis, MILLIS);
    }
}
