package dev.herald.e2e.sink;

import java.util.function.Function;

/**
 * How a sink answers, as one in another process can be told.
 *
 * @param which messages get the answer; others are taken
 */
public record Behaviour(Which which, Answer answer) implements Function<Arrival, Answer> {
    /** Everything is taken. */
    public static final Behaviour ACCEPTING = new Behaviour(Which.ALL, Answer.accept());

    /** Some of the messages that arrive. */
    public enum Which {
        ALL, WITH_ATTACHMENTS
    }

    /** Messages with attachments are refused, with this code and text. */
    public static Behaviour refusingAttachments(int code, String text) {
        return new Behaviour(Which.WITH_ATTACHMENTS, Answer.refuse(code, text));
    }

    @Override
    public Answer apply(Arrival arrival) {
        return which == Which.ALL || !arrival.attachments().isEmpty() ? answer : Answer.accept();
    }
}
