package dev.herald.operator.replay;

import dev.herald.api.Reason;

/** Where a replay is, and why: what is decided before anything is written or said. */
sealed interface ReplayState {
    /** For people. */
    String message();

    /** A person must do something. */
    record Stuck(Reason reason, String message) implements ReplayState {}

    /** It will start by itself when something has come about. */
    record Waiting(Reason reason, String message) implements ReplayState {}

    /** It starts now. */
    record Starting(String message) implements ReplayState {}

    /** Its Job feeds, or shall. */
    record Running(String message) implements ReplayState {}

    /** It has selected, and a person has to say that it may send. */
    record Unapproved(String message) implements ReplayState {}

    /** Suspend holds it. */
    record Held(Reason reason, String message) implements ReplayState {}

    /** It is over and every message is decided. */
    record Done(Reason reason, String message) implements ReplayState {}

    /** It is over before that. */
    record Broken(Reason reason, String message) implements ReplayState {}
}
