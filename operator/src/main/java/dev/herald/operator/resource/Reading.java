package dev.herald.operator.resource;

import dev.herald.api.Reason;
import java.util.Optional;

/** What came of reading a stored spec. */
public sealed interface Reading<S> {
    /** It could be read. */
    record Read<S>(S spec) implements Reading<S> {}

    /** It could not; the message names the field and says what is expected there. */
    record Unreadable<S>(Reason reason, String message) implements Reading<S> {}

    /** The spec, if it could be read. */
    default Optional<S> readable() {
        return this instanceof Read<S>(S spec) ? Optional.of(spec) : Optional.empty();
    }
}
