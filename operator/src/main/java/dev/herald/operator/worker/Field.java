package dev.herald.operator.worker;

import dev.herald.api.ByteSizes;
import dev.herald.api.Durations;
import dev.herald.operator.plan.InvalidSpec;
import java.time.Duration;

/** Fields of a spec that are texts with a meaning; absent ones take the operator's default. */
public final class Field {
    private Field() {
    }

    /** A duration as workers read it, {@code PT30S}. */
    static String duration(String field, String text, String otherwise) {
        return length(field, text, otherwise).toString();
    }

    /**
     * A duration.
     *
     * @param otherwise
     *            what an absent one is
     */
    public static Duration length(String field, String text, String otherwise) {
        return InvalidSpec.within(field, () -> Durations.parse(text == null ? otherwise : text));
    }

    /** A size in bytes. */
    static long size(String field, String text, String otherwise) {
        return InvalidSpec.within(field, () -> ByteSizes.parse(text == null ? otherwise : text));
    }

    /** A number, or what an absent one is. */
    public static long number(Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
