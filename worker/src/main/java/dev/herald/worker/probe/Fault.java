package dev.herald.worker.probe;

/**
 * Why a message could not be read or written.
 *
 * @param field
 *            its path; empty when it is the message as a whole
 * @param reason
 *            to be read after the field's name
 */
record Fault(String field, String reason) {}
