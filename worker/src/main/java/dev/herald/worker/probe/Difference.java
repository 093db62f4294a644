package dev.herald.worker.probe;

/**
 * Where two images do not agree about a message. Holds nothing of what the message says.
 *
 * @param field
 *            the path of the member
 * @param difference
 *            in words, to be read after the field's name
 */
record Difference(String field, String difference) {}
