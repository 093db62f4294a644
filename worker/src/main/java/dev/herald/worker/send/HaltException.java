package dev.herald.worker.send;

/**
 * The topics are not those this channel's progress is of. Going on could send again what was sent, or pass over what was
 * not: nothing is claimed until a person has looked.
 */
final class HaltException extends RuntimeException {
    HaltException(String message) {
        super(message);
    }
}
