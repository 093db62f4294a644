package dev.herald.worker.probe;

/** The two containers of a probe's pod: the image that serves now, and the one that is to follow it. */
public enum Side {
    serving, target
}
