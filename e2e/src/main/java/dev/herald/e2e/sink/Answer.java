package dev.herald.e2e.sink;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a sink does with what arrived. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(Answer.Accept.class), @JsonSubTypes.Type(Answer.Refuse.class),
        @JsonSubTypes.Type(Answer.AcceptAndDrop.class), @JsonSubTypes.Type(Answer.Late.class)})
public sealed interface Answer {
    /** Takes it. */
    record Accept() implements Answer {}

    /**
     * Refuses it.
     *
     * @param code the SMTP or HTTP status
     * @param text said along with it
     * @param retryAfter told to a webhook's sender; zero: not told
     */
    record Refuse(int code, String text, Duration retryAfter) implements Answer {}

    /** Takes it and closes the connection without a word: the sender cannot know. */
    record AcceptAndDrop() implements Answer {}

    /** Answers late. */
    record Late(Duration delay, Answer then) implements Answer {}

    static Answer accept() {
        return new Accept();
    }

    static Answer refuse(int code, String text) {
        return new Refuse(code, text, Duration.ZERO);
    }
}
