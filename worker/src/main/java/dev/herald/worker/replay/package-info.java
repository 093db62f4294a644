/**
 * The replay role: selects from the ledgers what was not delivered, asks the channels' own senders for it through the feed,
 * and counts in the ledgers what becomes of it. It sends nothing. Selection, tally and feed are pure; Kafka is in
 * {@link dev.herald.worker.replay.Replay} and what it reads and writes with.
 */
package dev.herald.worker.replay;
