package dev.herald.operator.plan;

import java.util.List;

/**
 * What is to be done about one resource, as plain data: the writes in their order, then the status.
 *
 * @param <T>
 *            the status record
 * @param writes
 *            done in this order; a crash between any two is repaired by the next run
 * @param status
 *            what the resource's status shall be
 * @param intent
 *            whether the status announces what the next run will do. It is then written at once, and only if the resource has not changed since it was read
 */
public record Plan<T>(List<Write> writes, T status, boolean intent) {
    public Plan {
        writes = List.copyOf(writes);
    }

    /** Writes, then the status. */
    public static <T> Plan<T> of(List<Write> writes, T status) {
        return new Plan<>(writes, status, false);
    }

    /** The status alone. */
    public static <T> Plan<T> of(T status) {
        return of(List.of(), status);
    }

    /** Say in the status what will be done, before it is done. */
    public static <T> Plan<T> intent(T status) {
        return new Plan<>(List.of(), status, true);
    }
}
