package dev.herald.worker.probe;

import dev.herald.worker.ledger.Labels.Attachments;
import java.time.Instant;
import java.util.List;

/**
 * A message as the headers of its record tell of it.
 *
 * @param size
 *            of the value in bytes
 * @param format
 *            {@code unknown} where it cannot be told
 * @param channels
 *            the keys it addresses, of those that the pipeline has
 */
record Head(Instant accepted, int size, String format, Attachments attachments, List<String> tags,
        List<String> channels) {}
