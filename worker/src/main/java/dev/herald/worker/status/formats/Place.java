package dev.herald.worker.status.formats;

/** A topic that holds messages, as reports and the control topic name it. */
public enum Place {
    log, quarantine
}
