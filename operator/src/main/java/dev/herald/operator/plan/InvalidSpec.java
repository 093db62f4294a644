package dev.herald.operator.plan;

import java.util.function.Supplier;

/** A spec that can be read and makes no sense; a person must mend the field. It becomes a condition and is not retried. */
public final class InvalidSpec extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param field
     *            where, such as {@code spec.delivery.timeToLive}
     * @param problem
     *            what is wrong, and what to write instead
     */
    public InvalidSpec(String field, String problem) {
        super(field + ": " + problem, null, false, false);
    }

    /** The value, or an InvalidSpec about the field if it cannot be read. */
    public static <V> V within(String field, Supplier<V> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException problem) {
            throw new InvalidSpec(field, problem.getMessage());
        }
    }

    /** The value, or an InvalidSpec if it is absent. */
    public static <V> V required(String field, V value) {
        if (value == null) {
            throw new InvalidSpec(field, "is required");
        }
        return value;
    }
}
