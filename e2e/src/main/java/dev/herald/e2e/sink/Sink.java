package dev.herald.e2e.sink;

/** Where a channel's messages end, in this process or another: it can be told how to answer. */
public interface Sink {
    /** How it answers from now on. */
    void behave(Behaviour behaviour);

    /** It takes everything again. */
    default void heal() {
        behave(Behaviour.ACCEPTING);
    }
}
