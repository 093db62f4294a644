package dev.herald.worker.probe;

import dev.herald.worker.format.InvalidFieldException;
import dev.herald.worker.format.UndecodableException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** What came of asking a codec, which is under trial: whatever it throws is a finding and stops nothing. */
sealed interface Outcome<T> {

    record Success<T>(T value) implements Outcome<T> {}

    record Failure<T>(Fault fault) implements Outcome<T> {}

    static <T> Outcome<T> of(Callable<T> call) {
        try {
            return new Success<>(call.call());
        } catch (UndecodableException e) {
            return failure(e.field(), e.reason());
        } catch (InvalidFieldException e) {
            return failure(e.field(), e.reason());
        } catch (Exception | StackOverflowError e) {
            // The text of an exception that nobody foresaw may quote the message.
            return failure("", "meets a defect: " + e.getClass().getSimpleName());
        }
    }

    static <T> Outcome<T> failure(String field, String reason) {
        return new Failure<>(new Fault(field, reason));
    }

    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Success<T>(T value) -> next.apply(value);
            case Failure<T>(Fault fault) -> new Failure<>(fault);
        };
    }

    default Optional<T> result() {
        return this instanceof Success<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    default Optional<Fault> problem() {
        return this instanceof Failure<T>(Fault fault) ? Optional.of(fault) : Optional.empty();
    }
}
