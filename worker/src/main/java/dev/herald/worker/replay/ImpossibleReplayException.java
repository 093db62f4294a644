package dev.herald.worker.replay;

/** What a replay was given can never work: a second try will not help. The message names the field and says what to do. */
final class ImpossibleReplayException extends Exception {

    ImpossibleReplayException(String message) {
        super(message);
    }
}
