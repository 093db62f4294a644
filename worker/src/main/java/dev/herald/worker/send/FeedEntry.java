package dev.herald.worker.send;

import dev.herald.worker.ledger.FeedRecord;

/** A record of the feed and its place. */
record FeedEntry(long offset, FeedRecord record) {}
