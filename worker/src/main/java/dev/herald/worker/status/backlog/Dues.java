package dev.herald.worker.status.backlog;

/**
 * When some messages are due: taken to lie evenly between the first and the last.
 *
 * @param earliest
 *            in milliseconds since 1970, as is {@code latest}
 */
record Dues(int count, long earliest, long latest) {

    static final Dues NONE = new Dues(0, Long.MAX_VALUE, Long.MIN_VALUE);
    /** Of none that is still to come. */
    static final long NEVER = Long.MAX_VALUE;

    static Dues of(long due) {
        return new Dues(1, due, due);
    }

    Dues and(Dues other) {
        return new Dues(count + other.count, Math.min(earliest, other.earliest), Math.max(latest, other.latest));
    }

    /** So many of them. */
    Dues only(int some) {
        return some == 0 ? NONE : new Dues(some, earliest, latest);
    }

    /** How many are due at a time. */
    long by(long time) {
        if (time < earliest) {
            return 0;
        }
        return time >= latest ? count : 1 + (long) ((time - earliest) / pause());
    }

    /** When the first is due of those that are not at a time, or {@link #NEVER}. */
    long after(long time) {
        if (time < earliest || time >= latest) {
            return time < earliest ? earliest : NEVER;
        }
        return Math.max(time + 1, Math.min(latest, earliest + (long) (by(time) * pause())));
    }

    private double pause() {
        return (latest - earliest) / Math.max(1.0, count - 1);
    }
}
